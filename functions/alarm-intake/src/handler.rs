//! Reads incoming messages and puts their events on the alerts queue; reports success only when the queue has them.
//!
//! Drops nothing: what cannot be read becomes an alert for a person, and what could not be queued is delivered again.
//! The queue deduplicates what it already has.

use anyhow::{Context as _, Result, anyhow};
use callout_domain::alarm::AlarmEvent;
use callout_domain::drill;
use callout_formats::Parsed;
use callout_formats::payload::{QueueMessage, parse, parse_message};
use callout_lambda::{Deadline, Received, each_batch};
use callout_ports::{AlertQueue, PortError};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Handles an invocation of either kind: messages of the queue `incoming`, or an alarm's own Lambda action.
///
/// # Errors
/// A direct invocation could not be queued, or a batch is malformed. Lambda then retries the invocation.
pub async fn handle(
    payload: Value,
    deadline: Deadline,
    received_at: Timestamp,
    alerts: &impl AlertQueue,
) -> Result<Value> {
    let is_batch = payload.pointer("/Records/0/eventSource").is_some_and(|source| source == "aws:sqs");
    if !is_batch {
        let queued = handle_invocation(&payload, received_at, alerts).await?;
        return Ok(json!({ "queued": queued }));
    }
    let batch = serde_json::from_value(payload).context("read the batch of messages")?;
    let work = async |messages: &[Received]| handle_messages(messages, received_at, alerts).await;
    serde_json::to_value(each_batch(batch, deadline, work).await).context("write which messages failed")
}

/// Queues all events of a payload and returns how many there were.
///
/// # Errors
/// The queue did not take every event.
async fn handle_invocation(
    payload: &Value,
    received_at: Timestamp,
    alerts: &impl AlertQueue,
) -> Result<usize> {
    let events = events(parse(payload, received_at), received_at);
    let count = events.len();
    queue(vec![events], alerts).await.pop().unwrap_or(Ok(()))?;
    Ok(count)
}

/// Queues all events of the messages at once; one result for each message, which depends only on its own events.
async fn handle_messages(
    messages: &[Received],
    received_at: Timestamp,
    alerts: &impl AlertQueue,
) -> Vec<Result<()>> {
    let read = |message: &Received| {
        let Received { body, queue_arn, sent_at, .. } = message;
        events(parse_message(&QueueMessage { body, queue_arn, sent_at: *sent_at }, received_at), received_at)
    };
    queue(messages.iter().map(read).collect(), alerts).await
}

fn events(parsed: Vec<Parsed>, received_at: Timestamp) -> Vec<AlarmEvent> {
    let mut events = Vec::new();
    for one in parsed {
        match one {
            Parsed::Event(mut event) => {
                drill::note_arrival(&mut event, received_at);
                let AlarmEvent { dedup_key, kind, source, .. } = &*event;
                tracing::info!(alert.dedup_key = dedup_key, ?kind, source, "read an event");
                events.push(*event);
            }
            Parsed::Ignored(reason) => tracing::info!(%reason, "no alarm event"),
        }
    }
    events
}

/// Queues the events of several messages in one call; one result for each message.
async fn queue(messages: Vec<Vec<AlarmEvent>>, alerts: &impl AlertQueue) -> Vec<Result<()>> {
    let counts: Vec<usize> = messages.iter().map(Vec::len).collect();
    let events: Vec<AlarmEvent> = messages.into_iter().flatten().collect();
    let answers = if events.is_empty() { Vec::new() } else { alerts.send(&events).await };
    let mut answers = answers.into_iter();
    counts.into_iter().map(|count| all_queued(answers.by_ref().take(count).collect(), count)).collect()
}

fn all_queued(answers: Vec<Result<(), PortError>>, count: usize) -> Result<()> {
    let missing = count - answers.iter().filter(|answer| answer.is_ok()).count();
    if missing == 0 {
        return Ok(());
    }
    let first = answers.into_iter().find_map(Result::err).map(anyhow::Error::from);
    let first = first.unwrap_or_else(|| anyhow!("the queue did not answer for it"));
    Err(first.context(format!("queue {missing} of {count} alarm events")))
}
