//! The shared batch loop: a record that fails is reported, and does not fail the others.

use crate::Deadline;
use crate::deadline::TO_REPORT;
use crate::late::{log_late, log_unfinished};
use crate::received::{Received, received};
use anyhow::{Context, Error, Result, anyhow};
use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::event::sns::SnsEvent;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_lambda_events::event::streams::{KinesisBatchItemFailure, KinesisEventResponse};
use futures::FutureExt as _;
use futures::future::join_all;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

/// Processes the messages of a queue one by one, in order. After a failure or a panic, later messages of the same FIFO
/// group are returned unprocessed, so that their order holds; so are all that are left when the invocation ends soon.
pub async fn each_message(
    event: SqsEvent,
    deadline: Deadline,
    work: impl AsyncFn(Received) -> Result<()>,
) -> SqsBatchResponse {
    each_message_again(event, deadline, work, async |_: &Received, _: &Error| {}).await
}

/// The same for a queue without order. `come_again` learns which messages are delivered again and why, and may make
/// that sooner than the queue's visibility timeout: SQS knows no other way to say it (Lambda developer guide, Handling
/// errors for an SQS event source).
pub async fn each_message_again(
    event: SqsEvent,
    deadline: Deadline,
    work: impl AsyncFn(Received) -> Result<()>,
    come_again: impl AsyncFn(&Received, &Error),
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    let mut stuck = BTreeSet::new();
    let mut failed = Vec::new();
    for message in event.records {
        let group = message.attributes.get("MessageGroupId").cloned();
        let message = received(message);
        if group.as_ref().is_some_and(|group| stuck.contains(group)) {
            response.batch_item_failures.push(failure(&message));
            continue;
        }
        let attempt = deadline.run(TO_REPORT, work(message.clone()));
        let Err(error) = caught(Box::pin(attempt)).await else {
            log_late(&message);
            continue;
        };
        log_unfinished(&message, &error);
        stuck.extend(group);
        response.batch_item_failures.push(failure(&message));
        failed.push((message, error));
    }
    let all = join_all(failed.iter().map(|(message, error)| come_again(message, error)));
    // Boxed: the SDK's nested futures exceed the compiler's recursion limit.
    deadline.until_the_end(Box::pin(async { drop(all.await) })).await;
    response
}

fn failure(message: &Received) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier.clone_from(&message.id);
    failure
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
        match &outcome {
            Ok(()) => log_late(message),
            Err(error) => log_unfinished(message, error),
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
        outcomes.push(caught(Box::pin(deadline.run(TO_REPORT, alone))).await);
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
    use crate::{Postponed, SystemClock};
    use callout_ports::Clock as _;
    use jiff::{SignedDuration, Timestamp};
    use std::cell::{Cell, RefCell};

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

    fn in_seconds(seconds: i64) -> Deadline {
        Deadline::at(SystemClock.now() + SignedDuration::from_secs(seconds))
    }

    fn two() -> SqsEvent {
        let mut event = SqsEvent::default();
        event.records = ["first", "second"].map(|id| message(id, None)).into();
        event
    }

    fn ids(response: SqsBatchResponse) -> Vec<String> {
        response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    #[tokio::test]
    async fn what_cannot_be_finished_in_time_is_returned_untouched_and_comes_again_at_once() {
        let (begun, again) = (Cell::new(0), RefCell::new(Vec::new()));
        let work = async |_: Received| {
            begun.set(begun.get() + 1);
            Ok(())
        };
        let come_again = async |message: &Received, error: &Error| {
            again.borrow_mut().push((message.id.clone(), Postponed::by(error)));
        };
        let failed = ids(each_message_again(two(), in_seconds(3), work, come_again).await);
        assert_eq!((failed, begun.get()), (vec!["first".to_owned(), "second".to_owned()], 0));
        let at_once = |id: &str| (id.to_owned(), Some(SignedDuration::ZERO));
        assert_eq!(again.into_inner(), [at_once("first"), at_once("second")]);
    }

    #[tokio::test]
    async fn a_third_of_an_invocation_is_enough_to_begin() {
        let failed = ids(each_message(two(), in_seconds(5), async |_: Received| Ok(())).await);
        assert_eq!(failed, Vec::<String>::new());
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
