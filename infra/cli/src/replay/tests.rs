//! Each shape of dead letter is recognised, and goes where it belongs once, whatever fails in between.

use super::committed;
use super::dead_letter::{DeadLetter, DeadQueue, Way};
use super::report::{Entry, Outcome};
use super::shape::read;
use super::work::{ReplayQueues, replay_batch};
use anyhow::{Result, bail};
use callout_ports::Announcement;
use callout_ports::fakes::Fakes;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::cell::RefCell;

const ACCOUNT: &str = "eu-west-1:111122223333";

fn letter(body: &Value) -> DeadLetter {
    DeadLetter {
        queue: DeadQueue::Standard,
        id: "message".to_owned(),
        receipt: "receipt".to_owned(),
        body: body.as_str().map_or_else(|| body.to_string(), str::to_owned),
        attributes: [].into(),
        since: None,
        source_arn: None,
        group: None,
        deduplication: None,
    }
}

fn with<const N: usize>(letter: DeadLetter, attributes: [(&str, &str); N]) -> DeadLetter {
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
    DeadLetter { attributes: attributes.into(), ..letter }
}

fn given_up_by(queue: &str, body: &Value) -> DeadLetter {
    DeadLetter { source_arn: Some(format!("arn:aws:sqs:{ACCOUNT}:{queue}")), ..letter(body) }
}

fn notification(topic: &str, message: &Value) -> Value {
    json!({
        "Type": "Notification", "MessageId": "m", "TopicArn": format!("arn:aws:sns:{ACCOUNT}:{topic}"),
        "Message": message.to_string(), "Timestamp": "2026-11-28T03:00:00.000Z",
    })
}

fn delivery(topic: &str, message: &Value) -> Value {
    json!({ "Records": [{ "EventSource": "aws:sns", "EventVersion": "1.0", "Sns": notification(topic, message) }] })
}

fn failed_invocation(function: &str, payload: &Value) -> Value {
    json!({
        "version": "1.0", "timestamp": "2026-11-28T03:00:00Z",
        "requestContext": {
            "requestId": "r", "functionArn": format!("arn:aws:lambda:{ACCOUNT}:function:{function}:$LATEST"),
            "condition": "RetriesExhausted", "approximateInvokeCount": 3,
        },
        "requestPayload": payload,
        "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
        "responsePayload": { "errorMessage": "read the settings" },
    })
}

fn given_up_batch() -> Value {
    json!({
        "requestContext": {
            "requestId": "r", "functionArn": format!("arn:aws:lambda:{ACCOUNT}:function:callout-outbox"),
            "condition": "RetryAttemptsExhausted", "approximateInvokeCount": 500,
        },
        "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
        "version": "1.0", "timestamp": "2026-11-28T15:00:00.000Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000001573689847184-864758bb",
            "startSequenceNumber": "800000000003126276362", "endSequenceNumber": "800000000003126276363",
            "approximateArrivalOfFirstRecord": "2026-11-28T03:00:00Z",
            "approximateArrivalOfLastRecord": "2026-11-28T03:00:02Z",
            "batchSize": 2, "streamArn": format!("arn:aws:dynamodb:{ACCOUNT}:table/callout/stream/2026-11-01T00:00:00.000"),
        },
    })
}

fn paged() -> Value {
    json!({ "incident_id": "inc_00000000000000ff", "seq": 2, "type": "paged" })
}

fn alarm() -> Value {
    json!({ "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch", "detail": { "alarmName": "shop-5xx" } })
}

fn timer() -> Value {
    json!({ "incident_id": "inc_00000000000000ff", "due_at": "2026-11-28T03:00:00Z" })
}

/// Where a letter goes and what is said of it.
fn check(letter: &DeadLetter, way: &str, source: &str, what: &str, why: Option<&str>) {
    let found = read(letter, "callout");
    let goes = match &found.way {
        Way::Queue { name, .. } => name.clone(),
        Way::Events(events) => {
            format!(
                "events: {}",
                events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>().join(", ")
            )
        }
        Way::Committed { from, until } => format!("committed: {from} {until}"),
        Way::Worthless => "worthless".to_owned(),
        Way::Unknown => "unknown".to_owned(),
    };
    let told = (goes.as_str(), found.source.as_str(), found.what.as_str(), found.why.as_deref());
    assert_eq!(told, (way, source, what, why), "{letter:?}");
}

#[test]
fn what_is_left_of_a_drill_is_worth_nothing() {
    let alarm = json!({ "AlarmName": "callout-drill-callout-nightly", "NewStateValue": "ALARM" });
    let rule = |name: &str| format!("arn:aws:events:{ACCOUNT}:rule/{name}");
    let topic = format!("arn:aws:sns:{ACCOUNT}:callout-alarms");
    let failed = |name: &str| {
        let rule = rule(name);
        let told = [("RULE_ARN", rule.as_str()), ("TARGET_ARN", &topic), ("ERROR_CODE", "NO_PERMISSIONS")];
        with(letter(&alarm), told)
    };
    let why = Some("NO_PERMISSIONS");
    let (from, what) = ("rule callout-nightly-drill", "the nightly drill");
    check(&failed("callout-nightly-drill"), "worthless", from, what, why);
    assert_eq!(read(&failed("callout-sweep"), "callout").way, Way::Unknown);
    let message = |to: &str, drill: bool| {
        let incident = json!({ "id": "inc_00000000000000ff", "title": "DRILL", "drill": drill });
        letter(&json!({ "id": "page.1.0.drill.endpoint", "kind": "page", "to": to, "incident": incident }))
    };
    let why = Some("SNS could not deliver it");
    check(&message("drill", true), "worthless", "topic callout-drill", "a message to drill", why);
    assert_eq!(read(&message("ana", true), "callout").way, Way::Unknown);
    assert_eq!(read(&message("drill", false), "callout").way, Way::Unknown);
}

#[tokio::test]
async fn what_is_worth_nothing_is_deleted_and_sent_nowhere() {
    let message = json!({ "to": "drill", "incident": { "drill": true } });
    let post = FakePost::default();
    let done = replay_batch(&post, entries(vec![("a", letter(&message))])).await;
    assert_eq!(done[0].outcome, Outcome::Deleted);
    assert_eq!(*post.done.borrow(), ["delete a"]);
}

#[test]
fn what_a_queue_gave_up_goes_back_to_it() {
    let why = |queue| Some(format!("its reader failed too often; see the log group of what reads {queue}"));
    for (queue, body, what) in [
        ("callout-incoming", alarm(), "alarm shop-5xx"),
        ("callout-notify", paged(), "paged of inc_00000000000000ff"),
        ("callout-timers", timer(), "timer of inc_00000000000000ff"),
        (
            "callout-alerts.fifo",
            json!({ "dedup_key": "arn:aws:cloudwatch:x:1:alarm:shop-5xx" }),
            "alert shop-5xx",
        ),
        ("callout-status-page", json!("{ not JSON"), "no JSON object"),
    ] {
        check(&given_up_by(queue, &body), queue, queue, what, why(queue).as_deref());
    }
}

#[test]
fn what_belongs_to_another_stack_or_to_no_queue_stays() {
    for arn in ["other-incoming", "callout-dead", "calloutx-incoming"] {
        check(&given_up_by(arn, &json!({ "a": 1 })), "unknown", arn, "fields a", None);
    }
    check(&letter(&json!({ "hello": 1, "world": 2 })), "unknown", "unknown", "fields hello, world", None);
    check(&letter(&json!("plain text")), "unknown", "unknown", "no JSON object", None);
}

#[test]
fn what_sns_could_not_deliver_to_a_queue_goes_to_that_queue() {
    let why = Some("SNS could not deliver it");
    let enveloped = letter(&notification("callout-alarms", &json!({ "AlarmName": "shop-5xx" })));
    check(&enveloped, "callout-incoming", "topic callout-alarms", "alarm shop-5xx", why);
    let reply = letter(&notification(
        "callout-sms-replies",
        &json!({ "originationNumber": "+1", "messageBody": "12a" }),
    ));
    check(&reply, "callout-sms-replies", "topic callout-sms-replies", "an answer by text message", why);
    check(&letter(&notification("other", &json!({}))), "unknown", "topic other", "no JSON object", why);
}

#[test]
fn an_event_that_sns_could_not_deliver_is_published_again() {
    let (source, what) = ("topic callout-incident-events", "paged of inc_00000000000000ff");
    let why = Some("SNS could not deliver it");
    // Raw, to a queue, with and without its attribute.
    check(&letter(&paged()), "events: paged", source, what, why);
    let notice = with(letter(&json!({ "schedule": "payments" })), [("type", "notice")]);
    check(&notice, "events: notice", source, "notice", why);
    check(
        &letter(&json!({ "type": "settings_applied" })),
        "events: settings_applied",
        source,
        "settings_applied",
        why,
    );
    // To a function, in either of its shapes.
    check(&letter(&notification("callout-incident-events", &paged())), "events: paged", source, what, why);
    check(&letter(&delivery("callout-incident-events", &paged())), "events: paged", source, what, why);
}

#[test]
fn what_eventbridge_could_not_deliver_goes_to_its_target() {
    let of_rule = |target: &str| {
        with(
            letter(&alarm()),
            [
                ("ERROR_CODE", "NO_PERMISSIONS"),
                ("ERROR_MESSAGE", "not authorized"),
                ("RULE_ARN", &format!("arn:aws:events:{ACCOUNT}:rule/callout-alarms")),
                ("TARGET_ARN", target),
            ],
        )
    };
    let why = Some("NO_PERMISSIONS: not authorized");
    let queue = of_rule(&format!("arn:aws:sqs:{ACCOUNT}:callout-incoming"));
    check(&queue, "callout-incoming", "rule callout-alarms", "alarm shop-5xx", why);
    let function = of_rule(&format!("arn:aws:lambda:{ACCOUNT}:function:callout-incoming"));
    check(&function, "unknown", "unknown", "alarm shop-5xx", None);
}

#[test]
fn what_scheduler_could_not_deliver_goes_to_its_target_unless_it_was_cut() {
    let of_schedule = |body: &Value, cut: &str| {
        with(
            letter(body),
            [
                ("ERROR_CODE", "AWS.SimpleQueueService.NonExistentQueue"),
                ("SCHEDULE_ARN", &format!("arn:aws:scheduler:{ACCOUNT}:schedule/callout/wake-1")),
                ("TARGET_ARN", &format!("arn:aws:sqs:{ACCOUNT}:callout-timers")),
                ("IS_PAYLOAD_TRUNCATED", cut),
            ],
        )
    };
    let (what, why) = ("timer of inc_00000000000000ff", Some("AWS.SimpleQueueService.NonExistentQueue"));
    check(&of_schedule(&timer(), "false"), "callout-timers", "Scheduler", what, why);
    check(&of_schedule(&timer(), "true"), "unknown", "Scheduler", what, why);
    let in_a_request = of_schedule(&json!({ "MessageBody": timer().to_string(), "QueueUrl": "q" }), "false");
    check(&in_a_request, "callout-timers", "Scheduler", what, why);
    assert!(
        matches!(read(&in_a_request, "callout").way, Way::Queue { body, .. } if *body == *timer().to_string())
    );
}

#[test]
fn a_failed_invocation_is_made_up_for_by_what_it_was_given() {
    let why = Some("RetriesExhausted: read the settings");
    let opened = json!({ "incident_id": "inc_00000000000000ff", "seq": 1, "type": "opened" });
    let triage = failed_invocation("callout-triage", &delivery("callout-incident-events", &opened));
    let source = "invocation of callout-triage";
    check(&letter(&triage), "events: opened", source, "opened of inc_00000000000000ff", why);
    let intake =
        failed_invocation("callout-alarm-intake", &json!({ "alarmData": { "alarmName": "shop-5xx" } }));
    let source = "invocation of callout-alarm-intake";
    check(&letter(&intake), "callout-incoming", source, "alarm shop-5xx", why);
    let own = failed_invocation("payroll", &json!({ "run": 1 }));
    check(&letter(&own), "unknown", "invocation of payroll", "fields run", why);
}

#[test]
fn a_batch_that_the_stream_gave_up_names_the_time_in_which_it_was_committed() {
    check(
        &letter(&given_up_batch()),
        "committed: 2026-11-28T03:00:00Z 2026-11-28T03:00:02Z",
        "stream, read by callout-outbox",
        "2 committed events",
        Some("RetryAttemptsExhausted"),
    );
}

#[test]
fn without_its_source_a_timer_and_an_alert_are_known_by_their_fields() {
    check(&letter(&timer()), "callout-timers", "callout-timers", "timer of inc_00000000000000ff", None);
    let contact =
        json!({ "responder": "ana", "contact": "email", "contact_queue_due_at": "2026-11-28T03:00:00Z" });
    check(&letter(&contact), "callout-notify", "callout-notify", "timer of the queue of ana's email", None);
    let alert = json!({ "dedup_key": "shop-5xx" });
    let in_order = DeadLetter { queue: DeadQueue::Fifo, ..letter(&alert) };
    check(&in_order, "callout-alerts.fifo", "callout-alerts.fifo", "alert shop-5xx", None);
    check(&letter(&alert), "unknown", "unknown", "alert shop-5xx", None);
}

/// Remembers what was done; refuses to send to a queue.
#[derive(Debug, Default)]
struct FakePost {
    done: RefCell<Vec<String>>,
    refuses: Option<&'static str>,
    cannot_delete: bool,
    committed: Vec<Announcement>,
}

impl FakePost {
    fn does(&self, what: String) {
        self.done.borrow_mut().push(what);
    }
}

impl ReplayQueues for FakePost {
    async fn receive(&self) -> Result<Vec<DeadLetter>> {
        Ok(Vec::new())
    }

    async fn send(&self, letter: &DeadLetter, queue: &str, body: &str) -> Result<()> {
        if self.refuses == Some(queue) {
            bail!("no such queue");
        }
        let group = letter.group.as_deref().unwrap_or("no group");
        self.does(format!("send {} to {queue}, {group}, {} bytes", letter.id, body.len()));
        Ok(())
    }

    async fn publish(&self, events: &[Announcement]) -> Result<()> {
        self.does(format!(
            "publish {}",
            events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>().join(", ")
        ));
        Ok(())
    }

    async fn committed(&self, _: Timestamp, _: Timestamp) -> Result<Vec<Announcement>> {
        Ok(self.committed.clone())
    }

    async fn delete(&self, letter: &DeadLetter) -> Result<()> {
        if self.cannot_delete {
            bail!("SQS does not answer");
        }
        self.does(format!("delete {}", letter.id));
        Ok(())
    }
}

fn entries(letters: Vec<(&str, DeadLetter)>) -> Vec<Entry> {
    let named = letters.into_iter().map(|(id, letter)| DeadLetter { id: id.to_owned(), ..letter });
    named.map(|letter| Entry::of(&letter, "callout")).collect()
}

#[tokio::test]
async fn each_is_sent_before_it_is_deleted_and_what_is_unknown_stays() {
    let post = FakePost { committed: vec![settings_applied()], ..FakePost::default() };
    let fifo = DeadLetter {
        group: Some("g".to_owned()),
        ..given_up_by("callout-alerts.fifo", &json!({ "dedup_key": "a" }))
    };
    let all = entries(vec![
        ("a", given_up_by("callout-notify", &paged())),
        ("b", letter(&json!({ "who": "knows" }))),
        ("c", letter(&paged())),
        ("d", letter(&given_up_batch())),
        ("e", fifo),
    ]);
    let done = replay_batch(&post, all).await;
    let body = paged().to_string().len();
    assert_eq!(
        *post.done.borrow(),
        [
            format!("send a to callout-notify, no group, {body} bytes"),
            "delete a".to_owned(),
            "publish paged".to_owned(),
            "delete c".to_owned(),
            "publish settings_applied".to_owned(),
            "delete d".to_owned(),
            "send e to callout-alerts.fifo, g, 17 bytes".to_owned(),
            "delete e".to_owned(),
        ]
    );
    let unknown: Vec<&str> = done
        .iter()
        .filter(|entry| entry.outcome == Outcome::Unknown)
        .map(|entry| entry.letter.id.as_str())
        .collect();
    assert_eq!(unknown, ["b"]);
}

#[tokio::test]
async fn what_cannot_be_sent_stays_and_so_does_what_follows_it_in_its_group() {
    let post = FakePost { refuses: Some("callout-alerts.fifo"), ..FakePost::default() };
    let of = |group: &str, queue: &str| DeadLetter {
        group: Some(group.to_owned()),
        ..given_up_by(queue, &json!({ "dedup_key": "a" }))
    };
    let all = entries(vec![
        ("first", of("g", "callout-alerts.fifo")),
        ("second", of("g", "callout-webhook-alerts.fifo")),
        ("other", of("h", "callout-webhook-alerts.fifo")),
    ]);
    let done = replay_batch(&post, all).await;
    let outcomes: Vec<bool> = done.iter().map(|entry| entry.outcome == Outcome::Sent).collect();
    assert_eq!(outcomes, [false, false, true]);
    assert!(!post.done.borrow().iter().any(|what| what.contains("first") || what.contains("second")));
}

#[tokio::test]
async fn dying_between_sending_and_deleting_leaves_the_letter() {
    let post = FakePost { cannot_delete: true, ..FakePost::default() };
    let done = replay_batch(&post, entries(vec![("a", given_up_by("callout-notify", &paged()))])).await;
    assert!(matches!(&done[0].outcome, Outcome::Failed(why) if why.contains("could not be deleted")));
    assert_eq!(post.done.borrow().len(), 1, "it was sent");
}

fn settings_applied() -> Announcement {
    Announcement { kind: "settings_applied".to_owned(), body: r#"{"type":"settings_applied"}"#.to_owned() }
}

#[tokio::test]
async fn without_incidents_only_the_settings_may_have_changed() {
    let now: Timestamp = "2026-11-28T03:00:00Z".parse().unwrap();
    let fakes = Fakes::at(now);
    assert_eq!(committed::between(&fakes, now, now).await.unwrap(), [settings_applied()]);
}
