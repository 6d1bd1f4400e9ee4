//! Reads published events: whole, or as stubs whose event is in the table.
//!
//! Must not take a text that is neither for an event that concerns nobody: the caller decides what becomes of it.

use anyhow::{Context, Result};
use callout_domain::incident::{EventRecord, EventStub};
use callout_ports::IncidentStore;

/// The event that a message carries or stands for; `None` if it does neither.
///
/// # Errors
/// The store failed, or does not have the event.
pub async fn event_of(body: &str, table: &impl IncidentStore) -> Result<Option<EventRecord>> {
    if let Ok(record) = serde_json::from_str(body) {
        return Ok(Some(record));
    }
    let Ok(EventStub { incident_id, seq, .. }) = serde_json::from_str(body) else { return Ok(None) };
    let record = table.record(&incident_id).await.context("read the event of a stub")?;
    let found = record.events.into_iter().find(|record| record.seq == seq);
    found.map(Some).with_context(|| format!("{incident_id} has no event {seq}"))
}

/// The event that a message must carry or stand for.
///
/// # Errors
/// It does neither; or the store failed, or does not have the event.
pub async fn read_event(body: &str, table: &impl IncidentStore) -> Result<EventRecord> {
    match event_of(body, table).await? {
        Some(record) => Ok(record),
        None => serde_json::from_str(body).context("read the event; it goes to the dead-letter queue"),
    }
}
