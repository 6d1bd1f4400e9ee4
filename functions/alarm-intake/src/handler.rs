//! The use case: read what came, put it on the alerts queue, say done only when the queue has it.
//!
//! Drops nothing: if one event could not be queued the whole invocation fails and comes again, and what the queue
//! already has is known to it by its identity.

use anyhow::{Context as _, Result};
use callout_domain::alarm::AlarmEvent;
use callout_formats::{Parsed, payload};
use callout_ports::{AlertQueue, PortError};
use jiff::Timestamp;
use serde_json::Value;

/// Queues everything that a payload tells and answers how many events that were.
///
/// # Errors
/// When the queue did not take every event.
pub async fn handle(payload: &Value, received_at: Timestamp, alerts: &impl AlertQueue) -> Result<usize> {
    let mut events = Vec::new();
    for parsed in payload::parse(payload, received_at) {
        match parsed {
            Parsed::Event(event) => events.push(*event),
            Parsed::Ignored(reason) => tracing::info!(%reason, "nothing to tell"),
        }
    }
    queue(&events, alerts).await?;
    Ok(events.len())
}

/// Queues all events.
async fn queue(events: &[AlarmEvent], alerts: &impl AlertQueue) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let mut failed: Vec<PortError> = alerts.send(events).await.into_iter().filter_map(Result::err).collect();
    for event in events {
        tracing::info!(alert.dedup_key = event.dedup_key, kind = ?event.kind, source = event.source, "read an event");
    }
    let Some(first) = failed.pop() else { return Ok(()) };
    let missing = failed.len() + 1;
    Err(first).with_context(|| format!("queue {missing} of {} alarm events", events.len()))
}
