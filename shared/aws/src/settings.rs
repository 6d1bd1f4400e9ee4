//! Settings on DynamoDB: content-addressed chunks, and one pointer to the active version.
//!
//! Does not validate settings: `callout_domain::settings::problems` does so before.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, json};
use crate::keys::{Key, settings_partition};
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::{digest, hex};
use callout_domain::settings::Settings;
use callout_ports::{CommitError, PortError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most bytes of a chunk: below DynamoDB's 400 KB for an item, with room for its keys.
const MAX_CHUNK: usize = 350_000;
/// The event that announces new settings.
const APPLIED: &str = "settings_applied";

/// The result of applying settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The digest of the content; the same settings always have the same version.
    pub version: String,
    /// Whether other settings were active before.
    pub changed: bool,
}

/// Who activated settings, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The git commit that the files' checkout was at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the files had changes that were not in the commit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncommitted: bool,
}

/// Which settings are active, since when, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedVersion {
    /// Names the content.
    pub version: String,
    /// How many times settings were activated.
    pub number: u64,
    /// Since when.
    pub applied_at: Timestamp,
    /// Who activated them.
    #[serde(flatten)]
    pub origin: Origin,
}

/// The active settings, and which these are.
#[derive(Debug)]
pub struct Applied {
    /// Which.
    pub version: AppliedVersion,
    /// The settings; `Corrupt` when this version of Callout cannot read them.
    pub settings: Result<Settings, PortError>,
}

/// Points to the active settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pointer {
    pk: String,
    sk: String,
    /// The digest of the content.
    pub(crate) version: String,
    /// The number of chunks.
    chunks: usize,
    /// How many times settings were applied.
    applied: u64,
    /// When these were applied.
    applied_at: Timestamp,
    /// Who applied them.
    #[serde(default, flatten)]
    origin: Origin,
}

/// The content of the `settings_applied` event.
#[derive(Debug, Serialize, Deserialize)]
struct AppliedEvent {
    r#type: String,
    version: String,
    number: u64,
    at: Timestamp,
}

/// Applies settings, whichever are active. Applying the active settings again changes nothing.
///
/// # Errors
/// `Conflict` if another process applied settings meanwhile: look at those first.
pub async fn save_settings(table: &Table, settings: &Settings, now: Timestamp) -> Result<Saved, CommitError> {
    let before = pointer(table).await?;
    save_over(table, settings, before, Origin::default(), now).await
}

/// Activates settings in place of a version; none where no settings are active yet.
///
/// # Errors
/// `Conflict` when another version is active: look at that one first.
pub async fn replace_settings(
    table: &Table,
    settings: &Settings,
    replaced: Option<&str>,
    origin: Origin,
    now: Timestamp,
) -> Result<Saved, CommitError> {
    let before = pointer(table).await?;
    if before.as_ref().map(|before| before.version.as_str()) != replaced {
        return Err(CommitError::Conflict);
    }
    save_over(table, settings, before, origin, now).await
}

async fn save_over(
    table: &Table,
    settings: &Settings,
    before: Option<Pointer>,
    origin: Origin,
    now: Timestamp,
) -> Result<Saved, CommitError> {
    let text = json(settings)?;
    let version = hex(&digest(&["settings", &text])[..16]);
    if before.as_ref().is_some_and(|before| before.version == version) {
        return Ok(Saved { version, changed: false });
    }
    let chunks = chunks(&text);
    let items = chunks.iter().enumerate().map(|(nth, chunk)| Item {
        data: Some((*chunk).to_owned()),
        ..Item::at(Key::settings_chunk(&version, nth))
    });
    table.put_all(items.collect(), "store the settings").await?;
    let after = Pointer { origin, ..next(before.as_ref(), version.clone(), chunks.len(), now) };
    put_in_force(table, before.as_ref(), &after).await?;
    Ok(Saved { version, changed: true })
}

/// The active settings, if there are any.
///
/// # Errors
/// `Corrupt` when this version of Callout cannot read them.
pub async fn load_settings(table: &Table) -> Result<Option<Settings>, PortError> {
    match pointer(table).await? {
        Some(pointer) => read(table, &pointer).await.map(Some),
        None => Ok(None),
    }
}

/// The active settings with their version, if any.
///
/// # Errors
/// The table does not answer, or the pointer cannot be read.
pub async fn load_applied(table: &Table) -> Result<Option<Applied>, PortError> {
    let Some(pointer) = pointer(table).await? else { return Ok(None) };
    let settings = match read(table, &pointer).await {
        Err(error @ PortError::Unavailable { .. }) => return Err(error),
        read => read,
    };
    let Pointer { version, applied: number, applied_at, origin, .. } = pointer;
    Ok(Some(Applied { version: AppliedVersion { version, number, applied_at, origin }, settings }))
}

/// The active settings and the previous ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The active ones.
    pub settings: Settings,
    /// How many times settings were activated.
    pub number: u64,
    /// The previous settings, unless these are the first.
    pub before: Option<Settings>,
}

/// The active settings and the previous ones, if any: the difference is what was removed.
///
/// # Errors
/// `Corrupt` if this version of Callout cannot read the active settings. Unreadable previous ones are left out.
pub async fn load_latest(table: &Table) -> Result<Option<Latest>, PortError> {
    let Some(pointer) = pointer(table).await? else { return Ok(None) };
    let before = match read_before(table, pointer.applied).await {
        Err(PortError::Corrupt { .. }) => None,
        read => read?,
    };
    Ok(Some(Latest { settings: read(table, &pointer).await?, number: pointer.applied, before }))
}

async fn read_before(table: &Table, number: u64) -> Result<Option<Settings>, PortError> {
    let key = Key::settings_event(number.saturating_sub(1));
    let item: Option<Item> = table.get(&key, "look which settings were active before").await?;
    let Some(text) = item.and_then(|item| item.data) else { return Ok(None) };
    let what = || format!("the event of settings {}", number.saturating_sub(1));
    let applied: AppliedEvent =
        serde_json::from_str(&text).map_err(|error| PortError::corrupt(what(), error))?;
    let items = pieces(table, &applied.version).await?;
    join(items, &applied.version).map(Some)
}

/// The pointer to the active settings.
pub(crate) async fn pointer(table: &Table) -> Result<Option<Pointer>, PortError> {
    table.get(&Key::settings(), "look which settings are active").await
}

/// The settings that a pointer points to.
pub(crate) async fn read(table: &Table, pointer: &Pointer) -> Result<Settings, PortError> {
    let items = pieces(table, &pointer.version).await?;
    if items.len() != pointer.chunks {
        let why = format!("{} of {} pieces are there", items.len(), pointer.chunks);
        return Err(PortError::corrupt(format!("the settings {}", pointer.version), why));
    }
    join(items, &pointer.version)
}

async fn pieces(table: &Table, version: &str) -> Result<Vec<Item>, PortError> {
    let query = table
        .client
        .query()
        .key_condition_expression("pk = :pk")
        .expression_attribute_values(":pk", AttributeValue::S(settings_partition(version)))
        .consistent_read(true);
    table.query_all(query, "read the settings").await
}

fn join(pieces: Vec<Item>, version: &str) -> Result<Settings, PortError> {
    let text: String = pieces.into_iter().filter_map(|item| item.data).collect();
    serde_json::from_str(&text).map_err(|error| PortError::corrupt(format!("the settings {version}"), error))
}

fn next(before: Option<&Pointer>, version: String, chunks: usize, now: Timestamp) -> Pointer {
    let Key { pk, sk } = Key::settings();
    let applied = before.map_or(0, |before| before.applied) + 1;
    Pointer { pk, sk, version, chunks, applied, applied_at: now, origin: Origin::default() }
}

/// Moves the pointer and records the event, unless another process moved it.
async fn put_in_force(table: &Table, before: Option<&Pointer>, after: &Pointer) -> Result<(), CommitError> {
    let unmoved = match before {
        None => Condition::absent(),
        Some(before) => Condition { expression: "version = :before".to_owned(), ..Condition::default() }
            .with(":before", AttributeValue::S(before.version.clone())),
    };
    let Pointer { version, applied, applied_at, .. } = after;
    let event = AppliedEvent {
        r#type: APPLIED.to_owned(),
        version: version.clone(),
        number: *applied,
        at: *applied_at,
    };
    let event = Item {
        data: Some(json(&event)?),
        event: Some(APPLIED.to_owned()),
        ..Item::at(Key::settings_event(*applied))
    };
    let actions = [table.put_action(after, &unmoved)?, table.put_action(&event, &Condition::absent())?];
    let request = table.client.transact_write_items().set_transact_items(Some(actions.into()));
    request.send().await.map_err(error::transaction)?;
    Ok(())
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
