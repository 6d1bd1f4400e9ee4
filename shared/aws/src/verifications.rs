//! Verifications of contacts, on DynamoDB.
//!
//! Holds digests only: neither codes nor addresses. A digest of a telephone number is guessed within minutes, so when a contact
//! was verified lies apart, for those who may not know addresses.

use crate::condition::Condition;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::table::Table;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use callout_ports::{CommitError, PortError, Verifications};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Verifications for Table {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        let keys = of.iter().map(|(responder, contact)| Key::contact(responder, contact)).collect();
        let items = self.get_all(keys, "read which contacts were verified").await?;
        items.iter().map(Item::read).collect()
    }

    async fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError> {
        let keys = of.iter().map(|(responder, contact)| Key::verified(responder, contact)).collect();
        let items: Vec<Item> = self.get_all(keys, "read when contacts were verified").await?;
        let mut found = BTreeMap::new();
        for contact in of {
            if let Some(item) = items.iter().find(|item| item.key() == Key::verified(&contact.0, &contact.1))
            {
                found.insert(contact.clone(), item.read()?);
            }
        }
        Ok(found)
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        let unchanged = Condition::version(known.version.saturating_sub(1));
        self.put_if(&Item::verification(known)?, &unchanged).await?;
        let verified = known.verified.as_ref().map(|verified| json(&verified.at)).transpose()?;
        let key = || Key::verified(&known.responder, &known.contact);
        let item = verified.map(|at| Item { data: Some(at), ..Item::at(key()) });
        self.put_all(item.into_iter().collect(), "store when a contact was verified").await?;
        Ok(())
    }
}
