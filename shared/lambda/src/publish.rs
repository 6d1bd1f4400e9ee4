//! Publishes committed events: whole, or where the topic refuses them as stubs.
//!
//! Must not hold up one event for another.

use anyhow::{Context, Error, Result, anyhow};
use callout_domain::incident::{EventRecord, EventStub};
use callout_ports::{Announcement, EventTopic, SendError};

/// Publishes events; one result for each, in order. One that the topic refuses for good is published as a stub, so that
/// it holds up no other.
pub async fn publish(events: &[Announcement], topic: &impl EventTopic) -> Vec<Result<()>> {
    let mut published = topic.publish(events).await.into_iter();
    let mut answers = Vec::with_capacity(events.len());
    for event in events {
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
