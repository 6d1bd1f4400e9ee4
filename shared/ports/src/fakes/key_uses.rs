//! The fake of the uses of keys.

use super::world::Fakes;
use crate::{KeyUses, PortError};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl KeyUses for Fakes {
    async fn note_key_use(&self, key_sha256: &str, at: Timestamp) -> Result<(), PortError> {
        self.call(|state| {
            state.key_uses.insert(key_sha256.to_owned(), at);
            Ok(())
        })
    }

    async fn key_uses(&self, keys_sha256: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
        self.call(|state| {
            let known = |digest: &String| Some((digest.clone(), *state.key_uses.get(digest)?));
            Ok(keys_sha256.iter().filter_map(known).collect())
        })
    }
}
