//! Puts the events of a request on the alerts queue.
//!
//! Drops nothing: if one event cannot be queued, the whole request fails and the sender retries it; the queue
//! deduplicates the events it already has.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_domain::alarm::AlarmEvent;
use callout_domain::drill;
use callout_formats::Sender;
use callout_ports::{AlertQueue, Clock as _, PortError};
use jiff::SignedDuration;

/// The most events of one body: as many batches of ten as the queue takes well within a request's time.
const MAX_EVENTS: usize = 3000;

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

/// The first events of a body; if there are more, preceded by an event that says so.
pub(crate) fn at_most(mut events: Vec<AlarmEvent>, sender: &Sender) -> Vec<AlarmEvent> {
    if events.len() > MAX_EVENTS {
        let more = format!("{} events in one body; {MAX_EVENTS} of them were taken", events.len());
        events.truncate(MAX_EVENTS);
        events.insert(0, sender.unparsed_event(&more));
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::alarm::AlarmKind;

    #[test]
    fn ten_thousand_events_of_one_body_are_three_thousand_and_one_that_says_so() {
        let now = "2026-11-22T03:00:00Z".parse().unwrap();
        let sender = Sender::integration("lab", None, now);
        let one = sender.unparsed_event("[0]");
        let taken = at_most(vec![one.clone(); 10_000], &sender);
        assert_eq!(taken.len(), MAX_EVENTS + 1);
        assert_eq!(taken[0].kind, AlarmKind::Trigger);
        assert!(taken[0].detail.contains("10000 events in one body"), "{}", taken[0].detail);
        assert_eq!(at_most(vec![one; MAX_EVENTS], &sender).len(), MAX_EVENTS);
    }
}
