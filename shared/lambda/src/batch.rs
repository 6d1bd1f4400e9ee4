//! The shared batch loop: a record that fails is reported, and does not fail the others.

use crate::{Deadline, Postponed, SystemClock};
use anyhow::{Context, Error, Result, anyhow};
use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::event::sns::SnsEvent;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_lambda_events::event::streams::{KinesisBatchItemFailure, KinesisEventResponse};
use callout_ports::Clock as _;
use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
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
    /// When it was delivered first. A delayed message is not delivered before its delay is over.
    pub first_received_at: Option<Timestamp>,
    /// The ARN of the queue.
    pub queue_arn: String,
}

/// Processes the messages of a queue one by one, in order. After a failure or a panic, later messages of the same FIFO
/// group are returned unprocessed, so that their order holds; so are all that are left when the invocation ends soon,
/// because a call that hangs would fail the finished ones with it.
pub async fn each_message(
    event: SqsEvent,
    deadline: Deadline,
    work: impl AsyncFn(Received) -> Result<()>,
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    let mut stuck = BTreeSet::new();
    for message in event.records {
        let group = message.attributes.get("MessageGroupId").cloned();
        let message = received(message);
        if !group.as_ref().is_some_and(|group| stuck.contains(group)) {
            let attempt = in_time(deadline, work(message.clone()));
            let Err(error) = caught(Box::pin(attempt)).await else { continue };
            log(&message, &error);
        }
        stuck.extend(group);
        response.batch_item_failures.push(failure(&message));
    }
    response
}

/// Begins nothing that may not end before the invocation does.
async fn in_time(deadline: Deadline, work: impl Future<Output = Result<()>>) -> Result<()> {
    if deadline.leaves_time() { work.await } else { Err(Postponed { by: SignedDuration::ZERO }.into()) }
}

fn failure(message: &Received) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier.clone_from(&message.id);
    failure
}

/// `seconds_late` is how long a message has been tried without success. A metric filter reads it: SQS leaves messages
/// that were received three times out of `ApproximateAgeOfOldestMessage` (SQS developer guide, available `CloudWatch`
/// metrics).
fn log(message: &Received, error: &Error) {
    if let Some(by) = Postponed::by(error) {
        let seconds = by.as_secs();
        tracing::info!(message.id = message.id, seconds, "message put off; it is delivered again");
        return;
    }
    let tried = message.first_received_at.map(|at| at.duration_until(SystemClock.now()));
    tracing::error!(
        message.id = message.id,
        error = format!("{error:#}"),
        seconds_late = tried.map(|tried| tried.as_secs()),
        "message not finished; it is delivered again"
    );
}

/// Processes the messages of a queue at once; `work` returns a result for each. If it panics, each is processed alone,
/// so that one message cannot fail the others. After a failure, later messages of the same FIFO group are returned.
pub async fn each_batch(
    event: SqsEvent,
    deadline: Deadline,
    work: impl AsyncFn(&[Received]) -> Vec<Result<()>>,
) -> SqsBatchResponse {
    let group = |message: &SqsMessage| message.attributes.get("MessageGroupId").cloned();
    let groups: Vec<Option<String>> = event.records.iter().map(group).collect();
    let messages: Vec<Received> = event.records.into_iter().map(received).collect();
    let outcomes = match AssertUnwindSafe(Box::pin(work(&messages))).catch_unwind().await {
        Ok(outcomes) => outcomes,
        Err(_) => one_by_one(&messages, deadline, &work).await,
    };
    let mut stuck = BTreeSet::new();
    let mut response = SqsBatchResponse::default();
    let mut outcomes = outcomes.into_iter();
    for (message, group) in messages.iter().zip(groups) {
        let outcome = outcomes.next().unwrap_or_else(|| Err(anyhow!("the work did not answer for it")));
        if let Err(error) = &outcome {
            log(message, error);
        }
        if outcome.is_err() || group.as_ref().is_some_and(|group| stuck.contains(group)) {
            stuck.extend(group);
            response.batch_item_failures.push(failure(message));
        }
    }
    response
}

async fn one_by_one(
    messages: &[Received],
    deadline: Deadline,
    work: &impl AsyncFn(&[Received]) -> Vec<Result<()>>,
) -> Vec<Result<()>> {
    let mut outcomes = Vec::with_capacity(messages.len());
    for message in messages {
        let alone = async {
            let answered = work(std::slice::from_ref(message)).await.into_iter().next();
            answered.unwrap_or_else(|| Err(anyhow!("the work did not answer for it")))
        };
        outcomes.push(caught(Box::pin(in_time(deadline, alone))).await);
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
    let time = |name: &str| Timestamp::from_millisecond(attribute(name)?.parse().ok()?).ok();
    let (sent_at, first_received_at) = (time("SentTimestamp"), time("ApproximateFirstReceiveTimestamp"));
    Received {
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        tries: tries.unwrap_or(1),
        sent_at,
        first_received_at,
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

    fn all_the_time() -> Deadline {
        Deadline::at(Timestamp::MAX)
    }

    #[tokio::test]
    async fn what_cannot_be_finished_in_time_is_returned_untouched() {
        let mut event = SqsEvent::default();
        event.records = ["first", "second"].map(|id| message(id, None)).into();
        let soon = Deadline::at(SystemClock.now() + SignedDuration::from_secs(9));
        let begun = std::cell::Cell::new(0);
        let work = async |_: Received| {
            begun.set(begun.get() + 1);
            Ok(())
        };
        let response = each_message(event, soon, work).await;
        let failed: Vec<_> =
            response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect();
        assert_eq!(
            (failed.as_slice(), begun.get()),
            (["first".to_owned(), "second".to_owned()].as_slice(), 0)
        );
    }

    /// The fields of the log lines of a failure.
    #[derive(Clone, Default)]
    struct Fields(std::sync::Arc<std::sync::Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Fields {
        fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
            let mut line = event.metadata().level().to_string();
            event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                if field.name() == "seconds_late" {
                    line.push_str(&format!(" seconds_late={value:?}"));
                }
            });
            self.0.lock().unwrap().push(line);
        }
    }

    #[test]
    fn a_failure_says_how_long_it_has_been_tried_and_what_is_put_off_is_none() {
        use tracing_subscriber::layer::SubscriberExt as _;
        let lines = Fields::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines.clone()), || {
            let first = SystemClock.now() - SignedDuration::from_secs(300);
            let mut message = message("one", None);
            let attribute =
                ("ApproximateFirstReceiveTimestamp".to_owned(), first.as_millisecond().to_string());
            message.attributes.extend([attribute]);
            log(&received(message.clone()), &anyhow!("no"));
            log(&received(message), &Postponed { by: SignedDuration::from_secs(1) }.into());
        });
        let lines = lines.0.lock().unwrap();
        assert!(
            matches!(lines.as_slice(), [failed, put_off] if
            failed.starts_with("ERROR seconds_late=30") && put_off == "INFO"),
            "{lines:?}"
        );
    }

    /// Which messages fail if those whose ID begins with `bad` panic.
    async fn failed(messages: &[(&str, Option<&str>)]) -> Vec<String> {
        let mut event = SqsEvent::default();
        event.records = messages.iter().map(|(id, group)| message(id, *group)).collect();
        let work = async |received: Received| {
            assert!(!received.body.starts_with("bad"), "it cannot be done");
            Ok(())
        };
        let response = each_message(event, all_the_time(), work).await;
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
        let response = each_batch(event, all_the_time(), work).await;
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
