//! A batch of committed events: one publication each, and a timer where an event says when to look again.

use anyhow::{Context, Result, anyhow};
use callout_domain::incident::EventRecord;
use callout_ports::{Announcement, Clock, EventTopic, PortError, Timers, Wake};

/// Publishes committed events, given as `type` and `data` of their items; one answer for each, in order. An event
/// is finished when it is published and its timer is armed; doing either again is harmless.
pub async fn handle(
    items: Vec<(String, String)>,
    topic: &impl EventTopic,
    timers: &impl Timers,
    clock: &impl Clock,
) -> Vec<Result<()>> {
    let wakes: Vec<Option<Wake>> = items.iter().map(|(kind, data)| wake(kind, data)).collect();
    // Timers first: a page that is published but whose escalation was never armed would wait for the sweep.
    let armed = arm(&wakes, timers, clock).await;
    let all: Vec<Announcement> = items.into_iter().map(|(kind, body)| Announcement { kind, body }).collect();
    let published = topic.publish(&all).await;
    let unanswered = || Err(anyhow!("the topic did not answer for this event"));
    let mut published = published.into_iter();
    armed
        .into_iter()
        .map(|armed| {
            let published =
                published.next().map_or_else(unanswered, |answer| answer.context("publish the event"));
            armed.and(published)
        })
        .collect()
}

/// The timer an event asks for. What is not an incident's event asks for none.
fn wake(kind: &str, data: &str) -> Option<Wake> {
    match serde_json::from_str::<EventRecord>(data) {
        Ok(record) => Some(Wake { incident_id: record.incident_id, due_at: record.wake_at? }),
        Err(error) => {
            tracing::info!(event.kind = kind, %error, "no incident's event; published as it is, without a timer");
            None
        }
    }
}

async fn arm(wakes: &[Option<Wake>], timers: &impl Timers, clock: &impl Clock) -> Vec<Result<()>> {
    let wanted: Vec<Wake> = wakes.iter().flatten().cloned().collect();
    let mut answers: std::vec::IntoIter<Result<(), PortError>> = if wanted.is_empty() {
        Vec::new().into_iter()
    } else {
        timers.arm(&wanted, clock.now()).await.into_iter()
    };
    let mut answer = || match answers.next() {
        Some(answer) => answer.context("arm the timer"),
        None => Err(anyhow!("the timers did not answer for this event")),
    };
    wakes.iter().map(|wake| if wake.is_some() { answer() } else { Ok(()) }).collect()
}
