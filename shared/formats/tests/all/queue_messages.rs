//! Messages of a queue that AWS's services send to, one by one.

use crate::samples::{event, fixture, received_at};
use callout_domain::alarm::AlarmEvent;
use callout_formats::Parsed;
use callout_formats::payload::{QueueMessage, parse_message};
use jiff::Timestamp;
use serde_json::{Value, json};

fn sent_at() -> Timestamp {
    "2026-11-22T02:50:00Z".parse().unwrap()
}

fn read(body: &str) -> AlarmEvent {
    let queue_arn = "arn:aws:sqs:eu-central-1:444455556666:callout-incoming";
    let parsed = parse_message(&QueueMessage { body, queue_arn, sent_at: Some(sent_at()) }, received_at());
    let [Parsed::Event(event)] = &parsed[..] else { panic!("one event: {parsed:?}") };
    AlarmEvent::clone(event)
}

/// What SNS puts on a queue for what it would hand to a function.
fn as_sns_writes_it(name: &str) -> String {
    let mut notification = fixture(name).pointer("/Records/0/Sns").unwrap().clone();
    notification["Type"] = json!("Notification");
    notification.to_string()
}

#[test]
fn a_message_is_the_same_event_as_over_any_other_way() {
    let expected = event(&fixture("eventbridge-metric")).identity();
    assert_eq!(read(&fixture("eventbridge-metric").to_string()).identity(), expected);
    assert_eq!(read(&as_sns_writes_it("sns-metric")).identity(), expected);
    assert_eq!(read(&as_sns_writes_it("sns-eventbridge-metric")).identity(), expected);
    assert_eq!(read(&fixture("failed-invocation").to_string()).identity(), expected);
}

#[test]
fn a_record_of_a_failure_says_nothing_of_the_queue_it_waited_in() {
    let record = |payload: Value| json!({ "version": "1.0", "requestPayload": payload }).to_string();
    assert_eq!(read(&record(json!({ "hello": "nobody" }))).labels["from"], "a direct invocation");
    let composite = fixture("direct-composite-released");
    assert_eq!(read(&record(composite.clone())), event(&composite));
}

#[test]
fn what_nobody_understands_is_from_the_queue_at_the_time_it_was_sent() {
    for body in ["disk is full", "{\"hello\":\"nobody\"}", "[1, 2]", "{", " ", ""] {
        let event = read(body);
        assert_eq!((event.source.as_str(), event.changed_at), ("unparsed", sent_at()), "{body}");
        assert_eq!(event.labels["from"], "SQS queue callout-incoming");
        assert_eq!(event.detail, body.trim());
    }
}
