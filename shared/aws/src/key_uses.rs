//! Uses of keys on DynamoDB: one item for each key, named by the beginning of its digest.
//!
//! Knows no key.

use crate::error;
use crate::items::{Item, expiry, json, to_attributes};
use crate::keys::Key;
use crate::table::Table;
use callout_ports::{KeyUses, PortError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How long a use is remembered: a key that was not used for so long is not used.
const LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);

impl KeyUses for Table {
    async fn note_key_use(&self, key_sha256: &str, at: Timestamp) -> Result<(), PortError> {
        let item = Item {
            data: Some(json(&at)?),
            expires_at: Some(expiry(at, LIFE)),
            ..Item::at(Key::key_use(key_sha256))
        };
        let request = self.client.put_item().table_name(&self.name).set_item(Some(to_attributes(&item)?));
        request.send().await.map_err(error::unavailable("store that a key was used"))?;
        Ok(())
    }

    async fn key_uses(&self, keys_sha256: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
        let keys: BTreeSet<Key> = keys_sha256.iter().map(|digest| Key::key_use(digest)).collect();
        let items: Vec<Item> = self.get_all(keys, "read when keys were used").await?;
        let mut uses = BTreeMap::new();
        for digest in keys_sha256 {
            if let Some(item) = items.iter().find(|item| item.key() == Key::key_use(digest)) {
                uses.insert(digest.clone(), item.read()?);
            }
        }
        Ok(uses)
    }
}
