//! Handles a status update or new settings: updates the page's document, renders the page and publishes it.

use crate::publish::Publisher;
use crate::render::{Site, render};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{IncidentId, digest, hex};
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::{
    MaintenanceWindow, Month, MonthDocument, PageDocument, Planned, PublicIncident, planned,
};
use callout_lambda::{after_conflict, readable_settings};
use callout_ports::{
    Clock, CommitError, IncidentStore, PageDocuments, PublishedPage, SettingsSource, StatusBucket,
};
use futures::future::try_join_all;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How often a change is tried while others keep changing the page.
const TRIES: usize = 12;
/// How often one invocation renders a page that keeps changing; the next invocation continues.
const ROUNDS: usize = 10;

/// Where the page's links lead outside of it.
#[derive(Debug, Clone, Copy)]
pub struct Addresses<'a> {
    /// The page's own public address, or nothing.
    pub page: &'a str,
    /// Where customers subscribe, or nothing.
    pub subscribe: &'a str,
}

impl<'a> From<&'a str> for Addresses<'a> {
    fn from(page: &'a str) -> Self {
        Self { page, subscribe: "" }
    }
}

/// The fields of an event that the page needs; everything else in it is not public.
#[derive(Debug, Deserialize)]
struct StatusEvent {
    #[serde(rename = "type")]
    kind: String,
    incident_id: Option<IncidentId>,
}

/// Handles one event: a committed `EventRecord`, `settings_applied`, or `status_page_check`, which comes every two minutes and
/// publishes only what is not published yet: maintenance begins and ends, days pass, and every try may have failed. Duplicates, late events and any order give
/// the same page: it always shows the incident's current state, never the event.
///
/// # Errors
/// The store or the bucket failed, or the text is no event; the event is delivered again, then moved to the
/// dead-letter queue.
pub async fn handle(
    message: &str,
    addresses: impl Into<Addresses<'_>>,
    table: &(impl IncidentStore + SettingsSource + PageDocuments),
    bucket: &impl StatusBucket,
    clock: &impl Clock,
) -> Result<()> {
    let event: StatusEvent =
        serde_json::from_str(message).context("read the event; it goes to the dead-letter queue")?;
    let month = match (event.kind.as_str(), &event.incident_id) {
        // Without a status page, too: it may come back, and then says what was published meanwhile.
        ("status_updated" | "status_update_changed", Some(id)) => update_page(id, table).await?,
        ("status_updated" | "status_update_changed" | "settings_applied", _) => None,
        ("status_page_check", _) if is_published(table, clock).await? => return Ok(()),
        ("status_page_check", _) => None,
        _ => return Ok(()),
    };
    let Addresses { page, subscribe } = addresses.into();
    let (page, subscribe) = (&with_slash(page), &with_slash(subscribe));
    publish(Addresses { page, subscribe }, month, table, bucket, clock).await
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
    let Some((settings, planned)) = settings(table, clock).await? else { return Ok(true) };
    let Some(noted) = table.published_page().await.context("read what was published")? else {
        return Ok(false);
    };
    let is_due = noted.due_at.is_none_or(|due| due <= clock.now());
    // What the clock changes is looked at every two minutes, what a failed try may have left once an hour.
    let digest = digest_of(&settings, &planned)?;
    if !is_due && noted.version > 0 && noted.settings == digest && !is_full_hour(clock) {
        return Ok(true);
    }
    let document = table.page().await.context("load the page's document")?;
    let wanted = wanted(&document, (&settings, digest), clock)?;
    let is_same =
        (noted.version, &noted.settings, noted.day) == (wanted.version, &wanted.settings, wanted.day);
    Ok(is_same && !is_due)
}

fn is_full_hour(clock: &impl Clock) -> bool {
    clock.now().to_zoned(TimeZone::UTC).minute() < 2
}

/// A digest of all that the settings and whoever ended a window early say of the page.
fn digest_of(settings: &StatusPageSettings, planned: &[Planned]) -> Result<String> {
    Ok(hex(&digest(&[&serde_json::to_string(settings)?, &serde_json::to_string(planned)?])))
}

/// What is to be noted once a version is published.
fn wanted(
    document: &PageDocument,
    (settings, digest): (&StatusPageSettings, String),
    clock: &impl Clock,
) -> Result<PublishedPage> {
    let today = clock.now().to_zoned(settings.time_zone());
    let midnight = today.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    let changes = document.maintenance.iter().filter_map(MaintenanceWindow::changes_at);
    let latest = document.unresolved().filter_map(PublicIncident::latest);
    let silent = latest.filter_map(|update| settings.clock.runs_out(update)).filter(|at| *at > clock.now());
    let due_at = changes.chain(silent).chain(midnight.map(|at| at.timestamp())).min();
    let (version, day) = (document.version, today.date());
    Ok(PublishedPage { round: 0, version, settings: digest, day, due_at, files: BTreeMap::new() })
}

/// The page of the settings, and their maintenance as of now.
async fn settings(
    table: &impl SettingsSource,
    clock: &impl Clock,
) -> Result<Option<(StatusPageSettings, Vec<Planned>)>> {
    // They may have a page.
    let rules = readable_settings(table.rules().await)?;
    let page = rules.settings().status_page.clone();
    Ok(page.map(|page| (page, planned(rules.settings(), clock.now()))))
}

/// Writes the incident's public part into its month, then into the page's document: whoever reads the document finds the
/// month there. Returns the month, if the incident is public.
async fn update_page(id: &IncidentId, table: &(impl IncidentStore + PageDocuments)) -> Result<Option<Month>> {
    let incident = table.incident(id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("{id} has a published event but is not in the table"))?;
    let Some(public) = PublicIncident::of(&incident) else { return Ok(None) };
    let month = Month::of(public.started_at);
    change("the month of the incident", async || {
        let mut document = table.month(month).await.context("load the month of the incident")?;
        if !document.take(&public) {
            return Ok(true);
        }
        saved(table.save_month(&document).await, "save the month of the incident")
    })
    .await?;
    change("the page's document", async || {
        let mut page = table.page().await.context("load the page's document")?;
        if !page.take(&public) {
            return Ok(true);
        }
        saved(table.save_page(&page).await, "save the page's document")
    })
    .await?;
    Ok(Some(month))
}

/// Repeats a change while others change the same.
async fn change(what: &str, attempt: impl AsyncFn() -> Result<bool>) -> Result<()> {
    for tried in 0..TRIES {
        if attempt().await? {
            return Ok(());
        }
        after_conflict(tried).await;
    }
    bail!("every one of {TRIES} tries to save {what} met a conflict")
}

/// Whether a document was saved: `false` if somebody else saved another version.
fn saved(answer: Result<(), CommitError>, doing: &'static str) -> Result<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Port(error)) => Err(error).context(doing),
    }
}

/// Renders and publishes until nothing newer is there. `month` is one that changed and may be older than what is shown.
///
/// Two renders can overlap, and the slower one can overwrite newer content with older. So each looks again *after* it
/// published, and publishes again if something changed: whichever writes last has seen all earlier writes.
async fn publish(
    Addresses { page: address, subscribe }: Addresses<'_>,
    month: Option<Month>,
    table: &(impl SettingsSource + PageDocuments),
    bucket: &impl StatusBucket,
    clock: &impl Clock,
) -> Result<()> {
    let mut published = None;
    let mut publisher = None;
    for _ in 0..ROUNDS {
        let Some((settings, planned)) = settings(table, clock).await? else { return Ok(()) };
        let document = up_to_date(&settings, &planned, table, clock).await?;
        let digest = digest_of(&settings, &planned)?;
        let wanted = wanted(&document, (&settings, digest), clock)?;
        let current = Some((document.version, settings.clone()));
        let publisher = match &mut publisher {
            Some(publisher) => publisher,
            none => none.insert(Publisher::start(table, bucket, &wanted).await?),
        };
        if published == current {
            return publisher.finish(wanted).await;
        }
        let months = months(&settings, &document, month, table, clock).await?;
        let now = clock.now();
        let months = &months;
        let site = Site { settings: &settings, document: &document, months, address, subscribe, now };
        let written = publisher.publish(&render(&site)?).await?;
        tracing::info!(
            page.version = document.version,
            page.files = written.files,
            page.files_written = written.written,
            "status page published"
        );
        published = current;
    }
    bail!("the status page changed {ROUNDS} times while it was published")
}

/// The page's document, which knows since when each component is watched, and what maintenance there is.
async fn up_to_date(
    settings: &StatusPageSettings,
    planned: &[Planned],
    table: &impl PageDocuments,
    clock: &impl Clock,
) -> Result<PageDocument> {
    let today = clock.now().to_zoned(settings.time_zone()).date();
    for tried in 0..TRIES {
        let mut page = table.page().await.context("load the page's document")?;
        let version = page.version;
        let is_news = page.watch(settings.components.keys(), today);
        if !(page.follow_maintenance(planned, clock.now()) || is_news) {
            return Ok(page);
        }
        // Both are one change.
        page.version = version + 1;
        if saved(table.save_page(&page).await, "save the page's document")? {
            return Ok(page);
        }
        after_conflict(tried).await;
    }
    bail!("every one of {TRIES} tries to save the page's document met a conflict")
}

/// The months that the page needs and that there are.
async fn months(
    settings: &StatusPageSettings,
    document: &PageDocument,
    changed: Option<Month>,
    table: &impl PageDocuments,
    clock: &impl Clock,
) -> Result<Vec<MonthDocument>> {
    let needed: BTreeSet<Month> =
        Site::months_needed(settings, clock.now()).into_iter().chain(changed).collect();
    let stored = needed.intersection(&document.months);
    try_join_all(stored.map(|month| table.month(*month))).await.context("load the months of the page")
}
