//! Puts the events of a request on the alerts queue.
//!
//! Drops nothing: if one event cannot be queued, the whole request fails and the sender retries it; the queue
//! deduplicates the events it already has.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_domain::alarm::AlarmEvent;
use callout_domain::drill;
use callout_ports::{AlertQueue, Clock as _, PortError};
use jiff::SignedDuration;

/// The result for the events of one request.
pub(crate) enum Outcome {
    /// The queue has all new events; how many these are.
    Queued(usize),
    /// All are repeats over the limit; how long to wait.
    TooManyRepeats(SignedDuration),
}

/// Queues the events of an integration, except repeats over its limits.
pub(crate) async fn queue_within_limits(
    deps: &impl Ports,
    integration: &str,
    mut events: Vec<AlarmEvent>,
) -> Result<Outcome> {
    let now = deps.clock().now();
    let mut longest = None;
    events.iter_mut().for_each(|event| drill::note_arrival(event, now));
    events.retain(|event| {
        let wait = deps.rate_limit().retry_after(integration, event, now);
        longest = longest.max(wait);
        wait.is_none()
    });
    if let Some(wait) = longest {
        tracing::warn!(integration, taken = events.len(), "refused repeats beyond the limit");
        if events.is_empty() {
            return Ok(Outcome::TooManyRepeats(wait));
        }
    }
    queue(&events, deps.alerts()).await?;
    events.iter().for_each(|event| deps.rate_limit().record(integration, event, now));
    Ok(Outcome::Queued(events.len()))
}

/// Queues all events.
pub(crate) async fn queue(events: &[AlarmEvent], alerts: &impl AlertQueue) -> Result<()> {
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
