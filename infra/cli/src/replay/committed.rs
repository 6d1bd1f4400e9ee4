//! What was committed between two times, as the outbox would have published it.
//! Must not leave out an event that may have been lost: one too many does no harm.

use anyhow::{Context, Result};
use callout_domain::incident::{EventRecord, Incident};
use callout_ports::{Announcement, IncidentStore};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};

/// An event's time is that of its decision: it is older than its arrival in the stream, and by another clock.
const EARLIER: SignedDuration = SignedDuration::from_mins(5);
const LATER: SignedDuration = SignedDuration::from_mins(1);
/// None that is over changes for longer: the last reminder of a postmortem comes much sooner.
const MEMORY: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How many incidents are read at once.
const AT_ONCE: usize = 16;

/// The events of every incident that changed between two times, and the news that settings may have changed.
///
/// # Errors
/// The table does not answer.
pub(super) async fn between(
    table: &impl IncidentStore,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Announcement>> {
    let (from, until) = (from.checked_sub(EARLIER)?, until.checked_add(LATER)?);
    let since = from.checked_sub(MEMORY)?;
    let mut incidents = table.opened_since(since).await.context("list the incidents")?;
    let open = table.open_incidents(usize::MAX).await.context("list the open incidents")?.incidents;
    incidents.extend(open.into_iter().filter(|incident| incident.opened_at < since));
    let changed = incidents.iter().filter(|incident| incident.opened_at <= until);
    let events = stream::iter(changed).map(|incident| events_of(table, incident, from, until));
    let events: Vec<Vec<EventRecord>> = events.buffered(AT_ONCE).try_collect().await?;
    let mut announcements = vec![settings_applied()];
    for record in events.into_iter().flatten() {
        let (kind, body) = (record.event.name().to_owned(), serde_json::to_string(&record)?);
        announcements.push(Announcement { kind, body });
    }
    Ok(announcements)
}

async fn events_of(
    table: &impl IncidentStore,
    incident: &Incident,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<EventRecord>> {
    let newest =
        table.newest_events(&incident.id, 1).await.context("read the latest event of an incident")?;
    if newest.first().is_none_or(|record| record.at < from) {
        return Ok(Vec::new());
    }
    let record = table.record(&incident.id).await.context("read the events of an incident")?;
    Ok(record.events.into_iter().filter(|record| from <= record.at && record.at <= until).collect())
}

/// Its subscribers read the settings that are active.
fn settings_applied() -> Announcement {
    Announcement { kind: "settings_applied".to_owned(), body: r#"{"type":"settings_applied"}"#.to_owned() }
}
