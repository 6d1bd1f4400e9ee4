//! Handles a batch of committed events: publishes each, and arms a timer where an event has a wake time.

use anyhow::{Error, Result};
use callout_domain::incident::EventRecord;
use callout_lambda::publish;
use callout_ports::{Announcement, Clock, EventTopic, Timer, Timers};
use futures::future::join;

/// Publishes committed events, given as `type` and `data` of their items; one result for each, in order. An event
/// is finished when it is published; publishing it again is harmless. One that the topic refuses for good is published
/// as a stub, so that it holds up no other.
pub async fn handle(
    items: Vec<(String, String)>,
    topic: &impl EventTopic,
    timers: &impl Timers,
    clock: &impl Clock,
) -> Vec<Result<()>> {
    let wakes: Vec<Timer> = items.iter().filter_map(|(kind, data)| wake(kind, data)).collect();
    let all: Vec<Announcement> = items.into_iter().map(|(kind, body)| Announcement { kind, body }).collect();
    // At once: neither may wait for the other. A page whose timer was not armed is found by the sweep.
    join(publish(&all, topic), arm(&wakes, timers, clock)).await.0
}

/// The timer that an event needs. A record that is not an incident's event needs none.
fn wake(kind: &str, data: &str) -> Option<Timer> {
    match serde_json::from_str::<EventRecord>(data) {
        Ok(record) => Some(Timer { incident_id: record.incident_id, due_at: record.wake_at? }),
        Err(error) => {
            tracing::info!(event.kind = kind, %error, "not an incident's event; published as it is, without a timer");
            None
        }
    }
}

/// Arms timers. A failure blocks nothing: a page must not wait for its timer, and the sweep runs the step.
async fn arm(wakes: &[Timer], timers: &impl Timers, clock: &impl Clock) {
    if wakes.is_empty() {
        return;
    }
    for (wake, armed) in wakes.iter().zip(timers.arm(wakes, clock.now()).await) {
        if let Err(error) = armed {
            let (incident, error) = (wake.incident_id.as_str(), format!("{:#}", Error::from(error)));
            tracing::error!(incident.id = incident, due_at = %wake.due_at, error, "timer not armed; the sweep finds it");
        }
    }
}
