//! The document behind the status page, on DynamoDB.
//!
//! Renders nothing.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::Key;
use crate::table::Table;
use callout_domain::status::PageDocument;
use callout_ports::{CommitError, PageDocuments, PortError};

impl PageDocuments for Table {
    async fn page(&self) -> Result<PageDocument, PortError> {
        let item: Option<Item> = self.get(&Key::status_page(), "read the status page's document").await?;
        item.map_or_else(|| Ok(PageDocument::default()), |item| item.read())
    }

    async fn save_page(&self, page: &PageDocument) -> Result<(), CommitError> {
        let stored = Condition::version(page.version.saturating_sub(1));
        self.put_if(&Item::status_page(page)?, &stored).await
    }
}
