//! Verifications of contacts, on DynamoDB.
//!
//! Holds digests only: neither codes nor addresses.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::Key;
use crate::table::Table;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use callout_ports::{CommitError, PortError, Verifications};

impl Verifications for Table {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        let keys = of.iter().map(|(responder, contact)| Key::contact(responder, contact)).collect();
        let items = self.get_all(keys, "read which contacts were verified").await?;
        items.iter().map(Item::read).collect()
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        let unchanged = Condition::version(known.version.saturating_sub(1));
        self.put_if(&Item::verification(known)?, &unchanged).await
    }
}
