//! The queue `incoming`: each message succeeds or comes again by itself, and none is lost.

use crate::fakes::{all_the_time, fixture, received_at};
use alarm_intake::handler::handle;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_ports::AlertQueue;
use callout_ports::fakes::{FakeQueue, Fakes, Fault};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// A batch as Lambda hands it over; a message's identity is its place.
fn batch<'a>(bodies: impl IntoIterator<Item = &'a String>) -> Value {
    let record = |(nth, body): (usize, &String)| {
        json!({
            "messageId": nth.to_string(), "receiptHandle": "r", "body": body, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:444455556666:callout-incoming",
            "attributes": { "ApproximateReceiveCount": "1", "SentTimestamp": "1795140848123" },
            "messageAttributes": {}, "awsRegion": "eu-central-1"
        })
    };
    json!({ "Records": bodies.into_iter().enumerate().map(record).collect::<Vec<_>>() })
}

/// What SNS puts on a queue for what it would hand to a function.
fn from_a_topic(name: &str) -> String {
    let mut notification = fixture(name).pointer("/Records/0/Sns").unwrap().clone();
    notification["Type"] = json!("Notification");
    notification.to_string()
}

/// The bodies of whatever AWS puts on the queue, and what cannot be read among it.
fn bodies() -> Vec<String> {
    vec![
        fixture("eventbridge-log").to_string(),
        from_a_topic("sns-composite"),
        fixture("failed-invocation").to_string(),
        "nobody knows what this is".to_owned(),
        fixture("eventbridge-codedeploy-failure").to_string(),
        fixture("eventbridge-config-create").to_string(),
        "{".to_owned(),
    ]
}

/// How many events those are: a failed deployment is a change and an alert, an alarm that was configured is nothing.
const EVENTS: usize = 7;

/// Handles a batch; the places of the messages that come again.
async fn failed(batch: Value, at: Timestamp, queue: &impl AlertQueue) -> Vec<usize> {
    let response = handle(batch, all_the_time(), at, queue).await.unwrap();
    let failures = response["batchItemFailures"].as_array().unwrap();
    failures.iter().map(|one| one["itemIdentifier"].as_str().unwrap().parse().unwrap()).collect()
}

fn identities(events: &[AlarmEvent]) -> Vec<String> {
    let mut identities: Vec<String> = events.iter().map(AlarmEvent::identity).collect();
    identities.sort();
    identities
}

#[tokio::test]
async fn whatever_aws_puts_on_the_queue_is_queued_in_one_call() {
    let queue = FakeQueue::default();
    assert_eq!(failed(batch(&bodies()), received_at(), &queue).await, [0; 0]);
    let sent = queue.sent.lock().unwrap().clone();
    let sources: Vec<&str> = sent.iter().map(|event| event.source.as_str()).collect();
    assert_eq!(
        sources,
        [
            "cloudwatch",
            "cloudwatch",
            "cloudwatch",
            "unparsed",
            "eventbridge/aws.codedeploy",
            "eventbridge/aws.codedeploy",
            "unparsed"
        ]
    );
    assert_eq!(*queue.calls.lock().unwrap(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_is_an_alert_with_its_text() {
    let queue = FakeQueue::default();
    failed(batch(&bodies()), received_at(), &queue).await;
    let sent = queue.sent.lock().unwrap();
    let unread = sent.iter().find(|event| event.source == "unparsed").unwrap();
    assert_eq!((unread.kind, unread.detail.as_str()), (AlarmKind::Trigger, "nobody knows what this is"));
    assert!(unread.summary.contains("SQS queue callout-incoming"), "{}", unread.summary);
}

#[tokio::test]
async fn delivered_twice_it_is_the_same_events_however_late() {
    let queue = Fakes::at(received_at());
    for hours in [0, 1] {
        let at = received_at() + SignedDuration::from_hours(hours);
        assert_eq!(failed(batch(&bodies()), at, &queue).await, [0; 0]);
    }
    assert_eq!(queue.take_alarms().len(), EVENTS);
}

#[tokio::test]
async fn one_state_change_over_three_ways_is_one_event() {
    let ways = [
        fixture("eventbridge-metric").to_string(),
        from_a_topic("sns-metric"),
        fixture("failed-invocation").to_string(),
    ];
    let queue = Fakes::at(received_at());
    assert_eq!(failed(batch(&ways), received_at(), &queue).await, [0; 0]);
    assert_eq!(queue.take_alarms().len(), 1);
}

#[tokio::test]
async fn a_message_that_the_queue_refuses_never_fails_its_neighbours() {
    let queue = FakeQueue { refuses: Some("nobody knows"), ..FakeQueue::default() };
    assert_eq!(failed(batch(&bodies()), received_at(), &queue).await, [3]);
    assert_eq!(queue.sent.lock().unwrap().len(), EVENTS - 1);
}

#[tokio::test]
async fn a_message_whose_second_event_is_refused_comes_again_and_the_first_is_known_by_then() {
    let all = bodies();
    let deployment = [all[4].clone()];
    let queue = Fakes::at(received_at());
    assert_eq!(failed(batch(&deployment), received_at(), &queue).await, [0; 0]);
    let both = queue.take_alarms();
    assert_eq!(
        both.iter().map(|event| event.kind).collect::<Vec<_>>(),
        [AlarmKind::Change, AlarmKind::Trigger]
    );

    let refusing = RefusesTriggers(FakeQueue::default());
    assert_eq!(failed(batch(&all[4..]), received_at(), &refusing).await, [0, 2]);
    assert_eq!(identities(&refusing.0.sent.lock().unwrap()), identities(&both[..1]));
    assert_eq!(failed(batch(&deployment), received_at(), &refusing.0).await, [0; 0]);
    let sent = refusing.0.sent.lock().unwrap().clone();
    assert_eq!((sent.len(), sent[0].identity()), (3, sent[1].identity()), "the queue folds what it has");
}

/// Takes changes only.
struct RefusesTriggers(FakeQueue);

impl AlertQueue for RefusesTriggers {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), callout_ports::PortError>> {
        let refused = || Err(callout_ports::PortError::unavailable("send to the alerts queue", "it is away"));
        let mut answers = Vec::new();
        for event in events {
            let taken = event.kind == AlarmKind::Change;
            answers.push(if taken {
                self.0.send(std::slice::from_ref(event)).await.remove(0)
            } else {
                refused()
            });
        }
        answers
    }
}

#[tokio::test]
async fn out_of_order_each_event_keeps_the_time_of_its_change() {
    let alarm = fixture("eventbridge-metric").to_string();
    let ok = fixture("eventbridge-metric-ok").to_string();
    let queue = Fakes::at(received_at());
    assert_eq!(failed(batch([&ok, &alarm]), received_at(), &queue).await, [0; 0]);
    let queued = queue.take_alarms();
    assert_eq!([queued[0].kind, queued[1].kind], [AlarmKind::Resolve, AlarmKind::Trigger]);
    assert_eq!(queued[0].alert_key(), queued[1].alert_key());
    assert!(queued[0].changed_at > queued[1].changed_at, "by this triage knows what came late");
}

#[tokio::test]
async fn a_fault_at_any_call_loses_nothing_and_doubles_nothing() {
    let all = bodies();
    let whole = Fakes::at(received_at());
    failed(batch(&all), received_at(), &whole).await;
    let expected = identities(&whole.take_alarms());
    for nth in 0..=whole.calls() {
        for fault in [Fault::Before, Fault::After] {
            let queue = Fakes::at(received_at());
            queue.fail_call(nth, fault);
            let mut waiting = all.clone();
            let mut deliveries = 0;
            while !waiting.is_empty() && deliveries < 3 {
                deliveries += 1;
                let again = failed(batch(&waiting), received_at(), &queue).await;
                waiting = again.into_iter().map(|nth| waiting[nth].clone()).collect();
            }
            assert!(waiting.is_empty(), "call {nth} {fault:?}: {waiting:?}");
            assert_eq!(identities(&queue.take_alarms()), expected, "call {nth} {fault:?}");
        }
    }
}

#[tokio::test]
async fn messages_without_an_event_are_done_without_a_call() {
    let queue = FakeQueue::default();
    let quiet =
        [fixture("eventbridge-config-create").to_string(), fixture("eventbridge-schedule").to_string()];
    assert_eq!(failed(batch(&quiet), received_at(), &queue).await, [0; 0]);
    assert_eq!(*queue.calls.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_queue_that_does_not_answer_for_an_event_has_not_taken_it() {
    struct Silent;
    impl AlertQueue for Silent {
        async fn send(&self, _: &[AlarmEvent]) -> Vec<Result<(), callout_ports::PortError>> {
            Vec::new()
        }
    }
    // The one message that tells nothing has nothing to wait for.
    assert_eq!(failed(batch(&bodies()), received_at(), &Silent).await, [0, 1, 2, 3, 4, 6]);
}
