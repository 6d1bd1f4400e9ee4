//! What comes of every shape that we know, and what must be the same over all transports.

use crate::samples::{event, events, fixture, fixture_names, received_at};
use callout_domain::alarm::AlarmKind;
use callout_formats::payload::parse;
use callout_formats::{Ignored, Parsed};
use serde_json::{Value, json};

#[test]
fn every_known_shape_becomes_what_its_snapshot_says() {
    for name in fixture_names() {
        let shown: Vec<Value> = parse(&fixture(&name), received_at()).iter().map(shown).collect();
        insta::assert_json_snapshot!(name, shown);
    }
}

fn shown(parsed: &Parsed) -> Value {
    match parsed {
        Parsed::Event(event) => serde_json::to_value(event).unwrap(),
        Parsed::Ignored(reason) => json!({ "ignored": reason.to_string() }),
    }
}

#[track_caller]
fn same_event(one: &str, other: &str) {
    let (one, other) = (event(&fixture(one)), event(&fixture(other)));
    assert_eq!(one.alert_key(), other.alert_key());
    assert_eq!(one.identity(), other.identity());
}

#[test]
fn one_state_change_has_one_identity_over_all_transports() {
    same_event("eventbridge-metric", "direct-metric");
    same_event("eventbridge-metric", "sns-metric");
    same_event("eventbridge-metric", "sns-eventbridge-metric");
    same_event("eventbridge-metric", "failed-invocation");
    same_event("eventbridge-metric", "sqs-fifo-raw-metric");
    same_event("eventbridge-metric", "pipe-eventbridge-metric");
    same_event("eventbridge-contributor", "sns-contributor");
    same_event("eventbridge-log", "sns-log");
}

#[test]
fn what_was_suppressed_and_what_is_released_are_two_events_of_one_alarm() {
    let held = event(&fixture("eventbridge-composite-suppressed"));
    let released = event(&fixture("sns-composite"));
    assert_eq!((held.dedup_key.clone(), held.changed_at), (released.dedup_key.clone(), released.changed_at));
    assert_ne!(
        held.identity(),
        released.identity(),
        "the queue must not fold the release into what was held"
    );
}

#[test]
fn an_alarm_without_its_arn_has_the_key_of_one_with_it() {
    let mut payload = fixture("sns-metric");
    let message = payload.pointer_mut("/Records/0/Sns/Message").unwrap();
    let mut alarm: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
    alarm.as_object_mut().unwrap().remove("AlarmArn");
    *message = alarm.to_string().into();
    assert_eq!(event(&payload).dedup_key, event(&fixture("eventbridge-metric")).dedup_key);

    let mut payload = fixture("eventbridge-metric");
    payload["resources"] = json!([]);
    assert_eq!(event(&payload).dedup_key, event(&fixture("eventbridge-metric")).dedup_key);
}

#[test]
fn ok_and_alarm_of_one_alarm_share_a_key_and_time_series_do_not() {
    let alarm = event(&fixture("eventbridge-metric"));
    let ok = event(&fixture("eventbridge-metric-ok"));
    assert_eq!(alarm.alert_key(), ok.alert_key());
    assert_eq!((alarm.kind, ok.kind), (AlarmKind::Trigger, AlarmKind::Resolve));
    assert!(alarm.changed_at < ok.changed_at);
    assert_ne!(
        event(&fixture("eventbridge-insights")).alert_key(),
        event(&fixture("eventbridge-contributor")).alert_key()
    );
}

#[test]
fn a_suppression_that_ends_pages_though_the_state_is_the_same() {
    let held = event(&fixture("eventbridge-composite-suppressed"));
    let released = event(&fixture("direct-composite-released"));
    assert!(held.muted.is_some());
    assert_eq!(released.muted, None);
    assert_eq!(released.alert_key(), held.alert_key());
    assert_eq!(released.labels["previous_state"], "ALARM");
}

#[test]
fn the_end_of_a_mute_is_an_event_of_its_own() {
    let muted = event(&fixture("eventbridge-metric-muted"));
    let after = event(&fixture("sns-metric"));
    assert_eq!((muted.alert_key(), muted.changed_at), (after.alert_key(), after.changed_at));
    assert!(muted.muted.is_some() && after.muted.is_none());
    assert_ne!(muted.identity(), after.identity());
    assert_eq!(
        muted.labels["muted_until"], "2026-11-20T04:00:00Z",
        "over EventBridge nobody says when it ends"
    );
}

#[test]
fn a_composite_alarm_names_what_makes_it_go_off() {
    let alarm = |name: &str| format!("arn:aws:cloudwatch:eu-central-1:444455556666:alarm:{name}");
    let composite = event(&fixture("eventbridge-composite-at-least"));
    let expected = ["vol-b latency", "vol-a latency", "vol-c latency", "controller"].map(alarm);
    assert_eq!(composite.children, expected, "what set it off first; not what must be quiet");
    assert_eq!(event(&fixture("eventbridge-metric")).children, [""; 0]);
}

#[test]
fn a_child_has_the_key_of_its_own_alert() {
    let mut payload = fixture("sns-composite");
    let message = payload.pointer_mut("/Records/0/Sns/Message").unwrap();
    let mut alarm: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
    alarm["TriggeringChildren"] = json!([]);
    alarm["AlarmRule"] = json!("ALARM(payments-5xx-errors)");
    *message = alarm.to_string().into();
    assert_eq!(event(&payload).children, [event(&fixture("eventbridge-metric")).dedup_key]);
}

#[test]
fn tags_name_service_severity_and_runbook_where_the_description_does_not() {
    let mut payload = fixture("eventbridge-metric-tagged");
    let tagged = event(&payload);
    assert_eq!(tagged.service.as_ref().map(|service| service.as_str()), Some("ledger"));
    assert_eq!(tagged.severity.map(|severity| severity.to_string()).as_deref(), Some("SEV3"));
    assert_eq!(tagged.links[0].href, "https://wiki.harbor.example/ledger-lag");
    assert_eq!(tagged.labels["tag.owner"], "team-ledger");
    payload["detail"]["configuration"]["description"] = json!("callout: severity=critical");
    assert_eq!(event(&payload).severity.map(|severity| severity.to_string()).as_deref(), Some("SEV1"));
}

#[test]
fn a_deleted_alarm_is_resolved_after_its_last_state() {
    let alarm = event(&fixture("eventbridge-metric"));
    let deleted = event(&fixture("eventbridge-config-delete"));
    assert_eq!(deleted.alert_key(), alarm.alert_key());
    assert_eq!(deleted.kind, AlarmKind::Resolve);
    assert!(deleted.changed_at > alarm.changed_at, "or triage would take it for old news");
}

#[test]
fn a_time_that_cannot_be_read_falls_back_to_the_envelope_then_to_now() {
    let mut payload = fixture("eventbridge-metric");
    payload["detail"]["state"]["timestamp"] = json!("soon");
    assert_eq!(event(&payload).changed_at.to_string(), "2026-11-20T02:14:07Z");
    payload["time"] = Value::Null;
    assert_eq!(event(&payload).changed_at, received_at());
}

#[test]
fn a_state_that_we_do_not_know_still_reaches_a_person() {
    let mut payload = fixture("eventbridge-metric");
    payload["detail"]["state"]["value"] = json!("ON_FIRE");
    let event = event(&payload);
    assert_eq!(event.kind, AlarmKind::Trigger);
    assert!(event.detail.contains("ON_FIRE"));
}

#[test]
fn one_bad_record_leaves_its_neighbours_alone() {
    let kinds: Vec<String> = events(&fixture("sns-many")).into_iter().map(|event| event.source).collect();
    assert_eq!(kinds, ["cloudwatch", "unparsed", "unparsed", "unparsed"]);
}

#[test]
fn more_records_than_any_batch_has_are_not_read_one_by_one() {
    let parsed = parse(&json!({ "Records": vec![json!({ "body": "x" }); 20_000] }), received_at());
    assert_eq!(parsed.len(), 10_001);
}

#[test]
fn wrapping_without_end_ends_as_text() {
    let mut text = "hello".to_owned();
    for _ in 0..8 {
        text = json!({ "Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": text })
            .to_string();
    }
    let parsed = parse(&serde_json::from_str(&text).unwrap(), received_at());
    assert!(matches!(parsed.as_slice(), [Parsed::Event(event)] if event.source == "unparsed"));
}

#[test]
fn what_is_ignored_says_why() {
    let ignored = |name: &str| parse(&fixture(name), received_at());
    let configured = |operation: &str| {
        let (alarm, operation) = ("payments-5xx-errors".to_owned(), operation.to_owned());
        vec![Parsed::Ignored(Ignored::AlarmConfigured { alarm, operation })]
    };
    assert_eq!(ignored("eventbridge-config-create"), configured("create"));
    assert_eq!(ignored("eventbridge-config-update"), configured("update"));
    assert_eq!(ignored("sns-subscription"), [Parsed::Ignored(Ignored::SubscriptionNotice)]);
    assert_eq!(ignored("eventbridge-schedule"), [Parsed::Ignored(Ignored::ScheduledTick)]);
}
