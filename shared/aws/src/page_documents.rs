//! The document behind the status page, on DynamoDB.
//!
//! Renders nothing.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::Key;
use crate::readable::readable;
use crate::table::Table;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use callout_ports::{CommitError, PageDocuments, PortError, PublishedPage};

impl PageDocuments for Table {
    async fn page(&self) -> Result<PageDocument, PortError> {
        let item: Option<Item> = self.get(&Key::status_page(), "read the status page's document").await?;
        item.map_or_else(|| Ok(PageDocument::default()), |item| item.read())
    }

    async fn save_page(&self, page: &PageDocument) -> Result<(), CommitError> {
        let stored = Condition::version(page.version.saturating_sub(1));
        self.put_if(&Item::status_page(page)?, &stored).await
    }

    async fn month(&self, month: Month) -> Result<MonthDocument, PortError> {
        let item: Option<Item> =
            self.get(&Key::status_month(month), "read a month of the status page").await?;
        item.map_or_else(|| Ok(MonthDocument::empty(month)), |item| item.read())
    }

    async fn save_month(&self, month: &MonthDocument) -> Result<(), CommitError> {
        let stored = Condition::version(month.version.saturating_sub(1));
        self.put_if(&Item::status_month(month)?, &stored).await
    }

    async fn published_page(&self, page: &str) -> Result<Option<PublishedPage>, PortError> {
        let item: Option<Item> = self.get(&Key::published_page(page), "read what was published").await?;
        Ok(item.and_then(|item| readable(&item)))
    }

    async fn note_published(&self, page: &PublishedPage) -> Result<(), CommitError> {
        let stored = Condition::version(page.round.saturating_sub(1));
        self.put_if(&Item::published_page(page)?, &stored).await
    }
}
