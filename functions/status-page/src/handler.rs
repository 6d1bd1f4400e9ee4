//! Handles a status update or new settings: updates the page's document, renders the page and publishes it.

use crate::render::{Site, render};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{IncidentId, digest, hex};
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::PublicIncident;
use callout_lambda::{after_conflict, readable_settings};
use callout_ports::{
    Clock, CommitError, IncidentStore, PageDocuments, PublishedPage, SettingsSource, StatusBucket,
};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// How often a change is tried while others keep changing the page.
const TRIES: usize = 12;
/// How often one invocation renders a page that keeps changing; the next invocation continues.
const ROUNDS: usize = 10;

/// The fields of an event that the page needs; everything else in it is not public.
#[derive(Debug, Deserialize)]
struct StatusEvent {
    #[serde(rename = "type")]
    kind: String,
    incident_id: Option<IncidentId>,
}

/// Handles one event: a committed `EventRecord`, `settings_applied`, or `status_page_check`, which comes each hour and
/// publishes only what is not published yet: every try may have failed, and what is past leaves the page some days later. Duplicates, late events and any order give
/// the same page: it always shows the incident's current state, never the event.
///
/// # Errors
/// The store or the bucket failed, or the text is no event; the event is delivered again, then moved to the
/// dead-letter queue.
pub async fn handle(
    message: &str,
    address: &str,
    table: &(impl IncidentStore + SettingsSource + PageDocuments),
    bucket: &impl StatusBucket,
    clock: &impl Clock,
) -> Result<()> {
    let event: StatusEvent =
        serde_json::from_str(message).context("read the event; it goes to the dead-letter queue")?;
    match (event.kind.as_str(), &event.incident_id) {
        // Without a status page, too: it may come back, and then says what was published meanwhile.
        ("status_updated", Some(id)) => update_page(id, table).await?,
        ("status_updated" | "settings_applied", _) => {}
        ("status_page_check", _) if is_published(table, clock).await? => return Ok(()),
        ("status_page_check", _) => {}
        _ => return Ok(()),
    }
    publish(&with_slash(address), table, bucket, clock).await
}

/// Operators write addresses with or without the slash; paths are appended to it.
fn with_slash(address: &str) -> String {
    let slash = if address.is_empty() || address.ends_with('/') { "" } else { "/" };
    format!("{address}{slash}")
}

/// Whether the page is as it would be published now, as far as was noted.
async fn is_published(table: &(impl SettingsSource + PageDocuments), clock: &impl Clock) -> Result<bool> {
    // The next check is an hour away.
    if table.rules().await.context("read the settings")?.are_unreadable() {
        return Ok(true);
    }
    let Some(settings) = settings(table).await? else { return Ok(true) };
    let noted = table.published_page().await.context("read what was published")?;
    let document = table.page().await.context("load the page's document")?;
    Ok(noted == Some(published_page(document.version, &settings, clock)?))
}

fn published_page(version: u64, settings: &StatusPageSettings, clock: &impl Clock) -> Result<PublishedPage> {
    let settings = hex(&digest(&[&serde_json::to_string(settings)?]));
    Ok(PublishedPage { version, settings, day: clock.now().to_zoned(TimeZone::UTC).date() })
}

async fn settings(table: &impl SettingsSource) -> Result<Option<StatusPageSettings>> {
    // They may have a page.
    let rules = readable_settings(table.rules().await)?;
    Ok(rules.settings().status_page.clone())
}

async fn update_page(id: &IncidentId, table: &(impl IncidentStore + PageDocuments)) -> Result<()> {
    let incident = table.incident(id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("{id} has a published event but is not in the table"))?;
    let Some(public) = PublicIncident::of(&incident) else { return Ok(()) };
    for attempt in 0..TRIES {
        let mut page = table.page().await.context("load the page's document")?;
        if !page.take(public.clone()) {
            return Ok(());
        }
        match table.save_page(&page).await {
            Ok(()) => return Ok(()),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("save the page's document"),
        }
    }
    bail!("every one of {TRIES} tries to save the page's document met a conflict")
}

/// Renders and publishes until nothing newer is there.
///
/// Two renders can overlap, and the slower one can overwrite newer content with older. So each looks again *after* it
/// published, and publishes again if something changed: whichever writes last has seen all earlier writes.
async fn publish(
    address: &str,
    table: &(impl SettingsSource + PageDocuments),
    bucket: &impl StatusBucket,
    clock: &impl Clock,
) -> Result<()> {
    let mut published = None;
    for _ in 0..ROUNDS {
        let Some(settings) = settings(table).await? else { return Ok(()) };
        let document = table.page().await.context("load the page's document")?;
        let current = Some((document.version, settings.clone()));
        if published == current {
            tracing::info!(page.version = document.version, "status page published");
            let noted = published_page(document.version, &settings, clock)?;
            return table.note_published(&noted).await.context("note what was published");
        }
        let site = Site { settings: &settings, document: &document, address, now: clock.now() };
        bucket.publish(&render(&site)?).await.context("publish the status page")?;
        published = current;
    }
    bail!("the status page changed {ROUNDS} times while it was published")
}
