//! Handles a status update or new settings: updates the page's document, renders the page and publishes it.

pub use crate::pages::Addresses;
use crate::pages::{Pages, Wanted};
use crate::save::{change, saved};
use crate::up_to_date::up_to_date;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{IncidentId, digest, hex};
use callout_domain::settings::{Settings, StatusPageSettings};
use callout_domain::status::{
    Audience, MaintenanceWindow, Month, PageDocument, Planned, PublicIncident, planned,
};
use callout_lambda::readable_settings;
use callout_ports::{Clock, IncidentStore, PageDocuments, PublishedPage, SettingsSource, StatusBucket};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the main page among notes.
const MAIN_PAGE: &str = "";
/// How often one invocation renders a page that keeps changing; the next invocation continues.
const ROUNDS: usize = 10;

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
    let Some(noted) = table.published_page(MAIN_PAGE).await.context("read what was published")? else {
        return Ok(false);
    };
    let is_due = noted.due_at.is_none_or(|due| due <= clock.now());
    // What the clock changes is looked at every two minutes, what a failed try may have left once an hour.
    let digest = digest_of(&settings, &planned)?;
    if !is_due && noted.version > 0 && noted.settings == digest && !is_full_hour(clock) {
        return Ok(true);
    }
    let document = table.page().await.context("load the page's document")?;
    let Some(page) = &settings.status_page else { return Ok(true) };
    let wanted = wanted(&document, (&settings, page), digest, clock)?;
    let is_same =
        (noted.version, &noted.settings, noted.day) == (wanted.version, &wanted.settings, wanted.day);
    Ok(is_same && !is_due)
}

fn is_full_hour(clock: &impl Clock) -> bool {
    clock.now().to_zoned(TimeZone::UTC).minute() < 2
}

/// A digest of all that the settings and whoever ended a window early say of the pages.
fn digest_of(settings: &Settings, planned: &[Planned]) -> Result<String> {
    let page = serde_json::to_string(&settings.status_page)?;
    let others = serde_json::to_string(&settings.status_pages)?;
    Ok(hex(&digest(&[&page, &others, &serde_json::to_string(planned)?])))
}

/// What is to be noted of the main page once a version is published.
fn wanted(
    document: &PageDocument,
    (settings, page): (&Settings, &StatusPageSettings),
    digest: String,
    clock: &impl Clock,
) -> Result<PublishedPage> {
    let today = clock.now().to_zoned(page.time_zone());
    let midnight = today.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    let changes = document.maintenance.iter().filter_map(MaintenanceWindow::changes_at);
    // An incident falls silent on each page when it is as bad as that page says.
    let views = Audience::all(settings).into_iter().map(|page| page.knowing(document).document(document));
    let silent = views.flat_map(|view| {
        let latest = view.unresolved().filter_map(PublicIncident::latest);
        latest.filter_map(|update| page.clock.runs_out(update)).collect::<Vec<_>>()
    });
    let silent = silent.filter(|at| *at > clock.now());
    let due_at = changes.chain(silent).chain(midnight.map(|at| at.timestamp())).min();
    Ok(PublishedPage {
        page: MAIN_PAGE.to_owned(),
        round: 0,
        version: document.version,
        settings: digest,
        day: today.date(),
        due_at,
        shows: String::new(),
        files: BTreeMap::new(),
        pages: BTreeSet::new(),
    })
}

/// The pages of the settings alone, and their maintenance as of now; `None` without a page.
async fn settings(
    table: &impl SettingsSource,
    clock: &impl Clock,
) -> Result<Option<(Settings, Vec<Planned>)>> {
    // They may have a page.
    let rules = readable_settings(table.rules().await)?;
    let (all, planned) = (rules.settings(), planned(rules.settings(), clock.now()));
    let (status_page, status_pages) = (all.status_page.clone(), all.status_pages.clone());
    let pages = Settings { status_page, status_pages, ..Settings::default() };
    Ok(pages.status_page.is_some().then_some((pages, planned)))
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

/// Renders and publishes until nothing newer is there. `month` is one that changed and may be older than what is shown.
///
/// Two renders can overlap, and the slower one can overwrite newer content with older. So each looks again *after* it
/// published, and publishes again if something changed: whichever writes last has seen all earlier writes.
async fn publish(
    addresses: Addresses<'_>,
    changed: Option<Month>,
    table: &(impl SettingsSource + PageDocuments),
    bucket: &impl StatusBucket,
    clock: &impl Clock,
) -> Result<()> {
    let mut published = None;
    let mut changed: BTreeSet<Month> = changed.into_iter().collect();
    let mut pages = Pages::new(table, bucket, addresses);
    for _ in 0..ROUNDS {
        let Some((settings, planned)) = settings(table, clock).await? else { return Ok(()) };
        let Some(page) = &settings.status_page else { return Ok(()) };
        let (document, of_maintenance) = up_to_date(page, &planned, table, clock).await?;
        changed.extend(of_maintenance);
        let note = wanted(&document, (&settings, page), digest_of(&settings, &planned)?, clock)?;
        let now = clock.now();
        let wanted = Wanted { settings: &settings, document: &document, note: &note, changed: &changed, now };
        let current = Some((document.version, settings.clone()));
        if published == current {
            return pages.finish(&wanted).await;
        }
        let written = pages.publish(&wanted).await?;
        tracing::info!(
            page.version = document.version,
            page.pages = written.pages,
            page.files = written.files,
            page.files_written = written.written,
            "status page published"
        );
        published = current;
    }
    bail!("the status page changed {ROUNDS} times while it was published")
}
