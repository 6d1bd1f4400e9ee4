//! One version of the settings as it is stored: rules that every function reads, and people's addresses that few may read.
//!
//! Does not know which version is active: `settings.rs` does.

use crate::items::{Item, json};
use crate::keys::{Key, contacts_partition, settings_partition};
use crate::rules_cache::Scope;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::{digest, hex};
use callout_domain::settings::{Addresses, Settings};
use callout_ports::PortError;
use serde::de::DeserializeOwned;

/// The most bytes of a chunk: below DynamoDB's 400 KB for an item, with room for its keys.
const MAX_CHUNK: usize = 350_000;

/// Names a version, and how many chunks each of its parts has. Settings of which one is missing are not used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) version: &'a str,
    pub(crate) chunks: Option<usize>,
    pub(crate) contact_chunks: Option<usize>,
}

/// The parts of one version.
#[derive(Debug)]
pub(crate) struct Parts {
    rules: String,
    addresses: String,
}

impl Parts {
    pub(crate) fn of(settings: &Settings) -> Result<Self, PortError> {
        let (rules, addresses) = settings.clone().split_addresses();
        Ok(Self { rules: json(&rules)?, addresses: json(&addresses)? })
    }

    /// The digest of the content; the same settings always have the same version.
    pub(crate) fn version(&self) -> String {
        hex(&digest(&["settings", &self.rules, &self.addresses])[..16])
    }

    /// How many chunks the rules have, and how many the addresses.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (chunks(&self.rules).len(), chunks(&self.addresses).len())
    }

    /// Everything to be written before a pointer may name this version.
    pub(crate) fn items(&self, version: &str) -> Vec<Item> {
        let rules = chunks(&self.rules).into_iter().enumerate();
        let rules = rules.map(|(nth, chunk)| item(Key::settings_chunk(version, nth), chunk));
        let addresses = chunks(&self.addresses).into_iter().enumerate();
        rules.chain(addresses.map(|(nth, chunk)| item(Key::contacts_chunk(version, nth), chunk))).collect()
    }
}

/// Reads a version; of both parts the same.
pub(crate) async fn read(table: &Table, stored: Stored<'_>, scope: Scope) -> Result<Settings, PortError> {
    let version = stored.version;
    let rules = part(table, settings_partition(version), stored.chunks);
    match scope {
        Scope::Rules => rules.await,
        Scope::WithContacts => {
            let addresses = part::<Addresses>(table, contacts_partition(version), stored.contact_chunks);
            let (rules, addresses) = futures::try_join!(rules, addresses)?;
            let other =
                || PortError::corrupt(contacts_partition(version), "the addresses of other responders");
            Settings::join_addresses(rules, addresses).ok_or_else(other)
        }
    }
}

/// Reads one part, which must have this many chunks.
async fn part<T: DeserializeOwned>(
    table: &Table,
    partition: String,
    wanted: Option<usize>,
) -> Result<T, PortError> {
    let query = table
        .client
        .query()
        .key_condition_expression("pk = :pk")
        .expression_attribute_values(":pk", AttributeValue::S(partition.clone()))
        .consistent_read(true);
    let found: Vec<Item> = table.query_all(query, "read the settings").await?;
    if let Some(wanted) = wanted.filter(|wanted| *wanted != found.len()) {
        let why = format!("{} of {wanted} pieces are there", found.len());
        return Err(PortError::corrupt(partition, why));
    }
    let text: String = found.into_iter().filter_map(|item| item.data).collect();
    serde_json::from_str(&text).map_err(|error| PortError::corrupt(partition, error))
}

fn item(key: Key, chunk: &str) -> Item {
    Item { data: Some(chunk.to_owned()), ..Item::at(key) }
}

/// Splits text into chunks that fit an item, between characters.
fn chunks(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let (chunk, later) = rest.split_at(rest.floor_char_boundary(MAX_CHUNK));
        chunks.push(chunk);
        rest = later;
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_text_again_and_never_cut_a_character() {
        let text = "é".repeat(MAX_CHUNK) + "!";
        let pieces = chunks(&text);
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|piece| piece.len() <= MAX_CHUNK));
        assert_eq!(pieces.concat(), text);
        assert!(chunks("").is_empty());
    }
}
