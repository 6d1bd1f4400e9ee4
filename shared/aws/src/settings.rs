//! Settings on DynamoDB: one pointer to the active version, moved once all parts of that version are there.
//!
//! Does not validate settings: `callout_domain::settings::problems` does so before.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::rules_cache::Scope;
use crate::settings_parts::{self, Parts, Stored};
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::settings::{
    AppliedVersion, ConsoleAddress, Origin, Settings, SettingsApplied, UnchangedSchedules,
    unchanged_schedules,
};
use callout_ports::{CommitError, PortError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// The number of chunks of the rules.
    chunks: usize,
    /// The number of chunks of people's addresses. None in a pointer from before they were stored apart: those settings must be applied again.
    #[serde(default)]
    contact_chunks: usize,
    /// How many times settings were applied.
    applied: u64,
    /// When these were applied.
    applied_at: Timestamp,
    /// Who applied them.
    #[serde(default, flatten)]
    origin: Origin,
    /// The schedules that they left as they were.
    #[serde(default, skip_serializing_if = "UnchangedSchedules::is_empty")]
    unchanged: UnchangedSchedules,
    /// Where the console answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) console: Option<String>,
}

impl Pointer {
    /// Which version it points to.
    pub(crate) fn applied(&self) -> AppliedVersion {
        let Self { version, applied, applied_at, origin, unchanged, console, .. } = self.clone();
        let console = console.and_then(|address| ConsoleAddress::parse(&address));
        AppliedVersion { version, number: applied, applied_at, origin, unchanged, console }
    }
}

/// The content of the `settings_applied` event.
#[derive(Debug, Serialize, Deserialize)]
struct AppliedEvent {
    r#type: String,
    #[serde(flatten)]
    applied: SettingsApplied,
}

/// Applies settings, whichever are active. Applying the active settings again changes nothing, but writes again what is missing.
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
    let parts = Parts::of(settings)?;
    let version = parts.version();
    if let Some(active) = before.as_ref().filter(|before| before.version == version) {
        if let Err(PortError::Corrupt { .. }) = read(table, active, Scope::WithContacts).await {
            table.put_all(parts.items(&version), "repair the settings").await?;
        }
        return Ok(Saved { version, changed: false });
    }
    table.put_all(parts.items(&version), "store the settings").await?;
    let unchanged = match &before {
        Some(before) => unchanged(table, before, settings).await?,
        None => UnchangedSchedules::new(),
    };
    let after = Pointer { origin, unchanged, ..next(before.as_ref(), version.clone(), &parts, now) };
    put_in_force(table, before.as_ref(), &after).await?;
    Ok(Saved { version, changed: true })
}

/// Notes beside a version where the console answers, for functions that look at that pointer anyway. Says whether it was another
/// address before.
///
/// # Errors
/// `Conflict` when another version is active.
pub async fn save_console(
    table: &Table,
    version: &str,
    address: &ConsoleAddress,
) -> Result<bool, CommitError> {
    let before = pointer(table).await?.filter(|before| before.version == version);
    let Some(before) = before else { return Err(CommitError::Conflict) };
    let console = Some(address.to_string());
    if before.console == console {
        return Ok(false);
    }
    let unmoved = Condition { expression: "version = :before".to_owned(), ..Condition::default() }
        .with(":before", AttributeValue::S(version.to_owned()));
    table.put_if(&Pointer { console, ..before }, &unmoved).await?;
    Ok(true)
}

/// The schedules that new settings leave as they were; none if what they were cannot be read.
async fn unchanged(
    table: &Table,
    before: &Pointer,
    settings: &Settings,
) -> Result<UnchangedSchedules, PortError> {
    match read(table, before, Scope::Rules).await {
        Ok(active) => Ok(unchanged_schedules((&active, &before.unchanged, before.applied), settings)),
        Err(PortError::Corrupt { .. }) => Ok(UnchangedSchedules::new()),
        Err(error) => Err(error),
    }
}

/// The active settings, if there are any.
///
/// # Errors
/// `Corrupt` when this version of Callout cannot read them.
pub async fn load_settings(table: &Table) -> Result<Option<Settings>, PortError> {
    match pointer(table).await? {
        Some(pointer) => read(table, &pointer, Scope::WithContacts).await.map(Some),
        None => Ok(None),
    }
}

/// The active settings with their version, if any.
///
/// # Errors
/// The table does not answer, or the pointer cannot be read.
pub async fn load_applied(table: &Table) -> Result<Option<Applied>, PortError> {
    let Some(pointer) = pointer(table).await? else { return Ok(None) };
    let settings = match read(table, &pointer, Scope::WithContacts).await {
        Err(error @ PortError::Unavailable { .. }) => return Err(error),
        read => read,
    };
    Ok(Some(Applied { version: pointer.applied(), settings }))
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
    let settings = read(table, &pointer, Scope::WithContacts).await?;
    Ok(Some(Latest { settings, number: pointer.applied, before }))
}

async fn read_before(table: &Table, number: u64) -> Result<Option<Settings>, PortError> {
    let key = Key::settings_event(number.saturating_sub(1));
    let item: Option<Item> = table.get(&key, "look which settings were active before").await?;
    let Some(text) = item.and_then(|item| item.data) else { return Ok(None) };
    let what = || format!("the event of settings {}", number.saturating_sub(1));
    let applied: AppliedEvent =
        serde_json::from_str(&text).map_err(|error| PortError::corrupt(what(), error))?;
    let stored = Stored { version: &applied.applied.version, chunks: None, contact_chunks: None };
    settings_parts::read(table, stored, Scope::WithContacts).await.map(Some)
}

/// The pointer to the active settings.
pub(crate) async fn pointer(table: &Table) -> Result<Option<Pointer>, PortError> {
    table.get(&Key::settings(), "look which settings are active").await
}

/// The settings that a pointer points to.
pub(crate) async fn read(table: &Table, pointer: &Pointer, scope: Scope) -> Result<Settings, PortError> {
    let Pointer { version, chunks, contact_chunks, .. } = pointer;
    let stored = Stored { version, chunks: Some(*chunks), contact_chunks: Some(*contact_chunks) };
    settings_parts::read(table, stored, scope).await
}

fn next(before: Option<&Pointer>, version: String, parts: &Parts, now: Timestamp) -> Pointer {
    let Key { pk, sk } = Key::settings();
    let applied = before.map_or(0, |before| before.applied) + 1;
    let (chunks, contact_chunks) = parts.counts();
    Pointer {
        pk,
        sk,
        version,
        chunks,
        contact_chunks,
        applied,
        applied_at: now,
        origin: Origin::default(),
        unchanged: UnchangedSchedules::new(),
        console: before.and_then(|before| before.console.clone()),
    }
}

/// Moves the pointer and records the event, unless another process moved it.
async fn put_in_force(table: &Table, before: Option<&Pointer>, after: &Pointer) -> Result<(), CommitError> {
    let unmoved = match before {
        None => Condition::absent(),
        Some(before) => Condition { expression: "version = :before".to_owned(), ..Condition::default() }
            .with(":before", AttributeValue::S(before.version.clone())),
    };
    let Pointer { version, applied: number, applied_at: at, origin, .. } = after.clone();
    let applied = SettingsApplied { version, number, at, origin };
    let event = Item {
        data: Some(json(&AppliedEvent { r#type: APPLIED.to_owned(), applied })?),
        event: Some(APPLIED.to_owned()),
        ..Item::at(Key::settings_event(number))
    };
    let event = event.audited(at);
    let actions = [table.put_action(after, &unmoved)?, table.put_action(&event, &Condition::absent())?];
    let request = table.client.transact_write_items().set_transact_items(Some(actions.into()));
    request.send().await.map_err(error::transaction)?;
    Ok(())
}
