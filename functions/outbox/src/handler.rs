//! Handles a batch of committed events: publishes each, and arms a timer where an event has a wake time.

use anyhow::{Context, Error, Result, anyhow};
use callout_domain::incident::{EventRecord, EventStub};
use callout_ports::{Announcement, Clock, EventTopic, SendError, Timer, Timers};

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
    // Timers first: a page that is published without its escalation timer would wait for the sweep.
    arm(&wakes, timers, clock).await;
    let all: Vec<Announcement> = items.into_iter().map(|(kind, body)| Announcement { kind, body }).collect();
    let mut published = topic.publish(&all).await.into_iter();
    let mut answers = Vec::with_capacity(all.len());
    for event in &all {
        answers.push(match published.next() {
            Some(Err(SendError::Refused(error))) => publish_stub(event, &error.into(), topic).await,
            Some(answer) => answer.context("publish the event"),
            None => Err(anyhow!("the topic did not answer for this event")),
        });
    }
    answers
}

/// Publishes where an event is stored instead of the event: listeners read it from the table.
async fn publish_stub(event: &Announcement, refused: &Error, topic: &impl EventTopic) -> Result<()> {
    let (kind, bytes, refused) = (event.kind.clone(), event.body.len(), format!("{refused:#}"));
    let record: EventRecord = serde_json::from_str(&event.body)
        .with_context(|| format!("the topic refuses an event for good: {refused}"))?;
    let stub = EventStub::of(&record);
    let (incident, seq) = (record.incident_id.as_str(), record.seq);
    tracing::error!(
        incident.id = incident,
        event.kind = kind,
        seq,
        bytes,
        error = refused,
        "published as a stub"
    );
    let body = serde_json::to_string(&stub).context("write the stub of an event")?;
    let answer = topic.publish(&[Announcement { kind, body }]).await.into_iter().next();
    answer.unwrap_or(Ok(())).context("publish the stub of an event")
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
