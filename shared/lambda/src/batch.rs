//! The shared batch loop: a record that fails is reported, and does not fail the others.

use anyhow::{Context, Result, anyhow};
use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::event::sns::SnsEvent;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_lambda_events::event::streams::{KinesisBatchItemFailure, KinesisEventResponse};
use futures::FutureExt as _;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

/// One message of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its message ID; the same when it is delivered again.
    pub id: String,
    /// Its text.
    pub body: String,
    /// The receipt handle of this delivery.
    pub receipt: String,
    /// How often it was delivered, including this time.
    pub tries: u32,
    /// When it was sent to the queue.
    pub sent_at: Option<Timestamp>,
    /// The ARN of the queue.
    pub queue_arn: String,
}

/// Processes the messages of a queue one by one, in order. After a failure or a panic, later messages of the same FIFO
/// group are returned unprocessed, so that their order holds.
pub async fn each_message(event: SqsEvent, work: impl AsyncFn(Received) -> Result<()>) -> SqsBatchResponse {
    let mut failed = Vec::new();
    let mut stuck = BTreeSet::new();
    for message in event.records {
        let id = message.message_id.clone().unwrap_or_default();
        let group = message.attributes.get("MessageGroupId").cloned();
        let blocked = group.as_ref().is_some_and(|group| stuck.contains(group));
        let outcome =
            if blocked { Err(None) } else { caught(Box::pin(work(received(message)))).await.map_err(Some) };
        if let Err(error) = outcome {
            if let Some(error) = error {
                tracing::error!(
                    message.id = id,
                    error = format!("{error:#}"),
                    "message not finished; it is delivered again"
                );
            }
            stuck.extend(group);
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            failed.push(failure);
        }
    }
    let mut response = SqsBatchResponse::default();
    response.batch_item_failures = failed;
    response
}

/// Processes the messages of a queue at once; `work` returns a result for each. If it panics, each is processed alone,
/// so that one message cannot fail the others. After a failure, later messages of the same FIFO group are returned.
pub async fn each_batch(
    event: SqsEvent,
    work: impl AsyncFn(&[Received]) -> Vec<Result<()>>,
) -> SqsBatchResponse {
    let group = |message: &SqsMessage| message.attributes.get("MessageGroupId").cloned();
    let groups: Vec<Option<String>> = event.records.iter().map(group).collect();
    let messages: Vec<Received> = event.records.into_iter().map(received).collect();
    let outcomes = match AssertUnwindSafe(Box::pin(work(&messages))).catch_unwind().await {
        Ok(outcomes) => outcomes,
        Err(_) => one_by_one(&messages, &work).await,
    };
    let mut stuck = BTreeSet::new();
    let mut response = SqsBatchResponse::default();
    let mut outcomes = outcomes.into_iter();
    for (message, group) in messages.iter().zip(groups) {
        let outcome = outcomes.next().unwrap_or_else(|| Err(anyhow!("the work did not answer for it")));
        if let Err(error) = &outcome {
            let error = format!("{error:#}");
            tracing::error!(message.id = message.id, error, "message not finished; it is delivered again");
        }
        if outcome.is_err() || group.as_ref().is_some_and(|group| stuck.contains(group)) {
            stuck.extend(group);
            let mut failure = BatchItemFailure::default();
            failure.item_identifier.clone_from(&message.id);
            response.batch_item_failures.push(failure);
        }
    }
    response
}

async fn one_by_one(
    messages: &[Received],
    work: &impl AsyncFn(&[Received]) -> Vec<Result<()>>,
) -> Vec<Result<()>> {
    let mut outcomes = Vec::with_capacity(messages.len());
    for message in messages {
        let alone = async {
            let answered = work(std::slice::from_ref(message)).await.into_iter().next();
            answered.unwrap_or_else(|| Err(anyhow!("the work did not answer for it")))
        };
        outcomes.push(caught(Box::pin(alone)).await);
    }
    outcomes
}

/// The result of the work; a panic fails one message, not the batch.
///
/// Boxed: the SDK's nested futures exceed the compiler's recursion limit.
async fn caught(work: Pin<Box<dyn Future<Output = Result<()>> + '_>>) -> Result<()> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().copied();
        let words = words.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(anyhow!("the work panicked: {}", words.unwrap_or("no reason given")))
    })
}

fn received(message: SqsMessage) -> Received {
    let attribute = |name: &str| message.attributes.get(name).map(String::as_str);
    let tries = attribute("ApproximateReceiveCount").and_then(|count| count.parse().ok());
    let sent_at = attribute("SentTimestamp").and_then(|sent| sent.parse().ok());
    let sent_at = sent_at.and_then(|millisecond| Timestamp::from_millisecond(millisecond).ok());
    Received {
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        tries: tries.unwrap_or(1),
        sent_at,
        queue_arn: message.event_source_arn.unwrap_or_default(),
    }
}

/// Processes all new items of a table's stream at once. `work` gets each item's `type` and `data` attributes and
/// returns a result for each; the stream retries from the first item that was not finished.
pub async fn each_stream_record(
    event: StreamEvent,
    work: impl AsyncFn(Vec<(String, String)>) -> Vec<Result<()>>,
) -> KinesisEventResponse {
    let mut response = KinesisEventResponse::default();
    let mut sequence = Vec::new();
    let mut items = Vec::new();
    for record in event.records {
        sequence.push(record.change.sequence_number.clone());
        let item: Item = serde_dynamo::from_item(record.change.new_image).unwrap_or_default();
        items.push((item.kind, item.data));
    }
    for (number, outcome) in sequence.into_iter().zip(Box::pin(work(items)).await) {
        if let Err(error) = outcome {
            tracing::error!(
                error = format!("{error:#}"),
                "event not published; the stream comes again from here"
            );
            let mut failure = KinesisBatchItemFailure::default();
            failure.item_identifier = number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    response
}

#[derive(serde::Deserialize, Default)]
struct Item {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    data: String,
}

/// The messages that a topic delivers to a function.
///
/// # Errors
/// The payload is not an SNS event.
pub fn sns_messages(payload: serde_json::Value) -> Result<Vec<String>> {
    let event: SnsEvent = serde_json::from_value(payload).context("read the SNS delivery")?;
    Ok(event.records.into_iter().map(|record| record.sns.message).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, group: Option<&str>) -> SqsMessage {
        let mut message = SqsMessage::default();
        message.message_id = Some(id.to_owned());
        message.body = Some(id.to_owned());
        message.attributes.extend(group.map(|group| ("MessageGroupId".to_owned(), group.to_owned())));
        message
    }

    /// Which messages fail if those whose ID begins with `bad` panic.
    async fn failed(messages: &[(&str, Option<&str>)]) -> Vec<String> {
        let mut event = SqsEvent::default();
        event.records = messages.iter().map(|(id, group)| message(id, *group)).collect();
        let work = async |received: Received| {
            assert!(!received.body.starts_with("bad"), "it cannot be done");
            Ok(())
        };
        let response = each_message(event, work).await;
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    #[tokio::test]
    async fn a_batch_that_panics_is_worked_on_one_by_one() {
        let mut event = SqsEvent::default();
        let all = [("good", Some("a")), ("bad", Some("b")), ("late", Some("b")), ("other", Some("c"))];
        event.records = all.iter().map(|(id, group)| message(id, *group)).collect();
        let work = async |messages: &[Received]| {
            assert!(messages.iter().all(|message| message.body != "bad"), "it cannot be done");
            messages.iter().map(|_| Ok(())).collect()
        };
        let response = each_batch(event, work).await;
        let failed: Vec<_> =
            response.batch_item_failures.into_iter().map(|one| one.item_identifier).collect();
        assert_eq!(failed, ["bad", "late"]);
    }

    #[tokio::test]
    async fn a_message_that_panics_fails_alone() {
        assert_eq!(failed(&[("bad", None), ("good", None)]).await, ["bad"]);
    }

    #[tokio::test]
    async fn later_messages_of_its_group_wait_for_one_that_panics() {
        let messages = [("bad", Some("a")), ("good", Some("a")), ("other", Some("b"))];
        assert_eq!(failed(&messages).await, ["bad", "good"]);
    }
}
