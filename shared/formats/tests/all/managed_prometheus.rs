//! Amazon Managed Service for Prometheus: its Alertmanager can only publish to an SNS topic, and writes its webhook as
//! the message.

use crate::samples::{event, events, fixture, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;
use callout_formats::Parsed;
use callout_formats::payload::{QueueMessage, parse_message};
use serde_json::{Value, json};

/// The fixture with one field of its one alert overwritten.
fn with(name: &str, field: &str, value: Value) -> AlarmEvent {
    let mut payload = fixture(name);
    let message = payload.pointer_mut("/Records/0/Sns/Message").unwrap();
    let mut body: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
    body["alerts"][0][field] = value;
    *message = body.to_string().into();
    event(&payload)
}

#[test]
fn what_fires_is_an_alert_that_routes_and_people_can_read() {
    let firing = event(&fixture("sns-alertmanager-firing"));
    assert_eq!((firing.source.as_str(), firing.dedup_key.as_str()), ("alertmanager", "0c9d51aa7be23f60"));
    assert_eq!((firing.kind, firing.severity), (AlarmKind::Trigger, Some(Severity::Sev3)));
    assert_eq!(firing.summary, "Sensors of pier north-3 have been silent for five minutes");
    assert_eq!(firing.service, Some("berths".into()));
    assert_eq!(
        (firing.labels["alertname"].as_str(), firing.labels["pier"].as_str()),
        ("BerthSensorsSilent", "north-3")
    );
    let links: Vec<&str> = firing.links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(links, ["https://runbooks.harbor.example/berth-sensors"], "a relative address is none");
    assert_eq!(firing.changed_at, "2026-11-20T02:14:07.824Z".parse().unwrap());
}

#[test]
fn what_is_resolved_ends_the_same_alert() {
    let firing = event(&fixture("sns-alertmanager-firing"));
    let resolved = event(&fixture("sns-alertmanager-resolved"));
    assert_eq!(resolved.alert_key(), firing.alert_key());
    assert_eq!(resolved.kind, AlarmKind::Resolve);
    assert_eq!(resolved.changed_at, "2026-11-20T02:31:22.824Z".parse().unwrap());
}

#[test]
fn a_time_that_cannot_be_read_is_that_of_the_message() {
    let firing = with("sns-alertmanager-firing", "startsAt", json!("<no value>"));
    assert_eq!(
        (firing.kind, firing.changed_at),
        (AlarmKind::Trigger, "2026-11-20T02:14:37.951Z".parse().unwrap())
    );
    let resolved = with("sns-alertmanager-resolved", "endsAt", json!("<no value>"));
    assert_eq!(resolved.kind, AlarmKind::Resolve);
    assert_eq!(resolved.changed_at, "2026-11-20T02:31:52.103Z".parse().unwrap());
    assert_eq!(resolved.alert_key(), firing.alert_key());
}

#[test]
fn it_is_the_same_event_over_a_queue_and_however_often_it_comes() {
    let firing = fixture("sns-alertmanager-firing");
    let mut notification = firing.pointer("/Records/0/Sns").unwrap().clone();
    notification["Type"] = json!("Notification");
    let body = notification.to_string();
    let message =
        QueueMessage { body: &body, queue_arn: "arn:aws:sqs:eu-central-1:444455556666:q", sent_at: None };
    for hours in [0, 1] {
        let parsed = parse_message(&message, received_at() + jiff::SignedDuration::from_hours(hours));
        let [Parsed::Event(read)] = &parsed[..] else { panic!("one event: {parsed:?}") };
        assert_eq!(read.identity(), event(&firing).identity());
    }
}

#[test]
fn an_alert_that_is_none_leaves_its_neighbours_alone() {
    let mut payload = fixture("sns-alertmanager-firing");
    let message = payload.pointer_mut("/Records/0/Sns/Message").unwrap();
    let mut body: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
    body["alerts"].as_array_mut().unwrap().push(json!("…"));
    *message = body.to_string().into();
    let events = events(&payload);
    assert_eq!(
        events.iter().map(|event| event.source.as_str()).collect::<Vec<_>>(),
        ["alertmanager", "unparsed"]
    );
    assert_eq!(events[1].labels["from"], "SNS topic harbor-alarms");
}

#[test]
fn json_that_only_has_a_field_of_that_name_is_not_taken_for_it() {
    let message = |alerts: Value| {
        let body = json!({ "alerts": alerts }).to_string();
        let notification = json!({ "Type": "Notification", "TopicArn": "arn:aws:sns:eu-central-1:444455556666:t", "Message": body });
        event(&notification).source
    };
    assert_eq!(message(json!([])), "unparsed");
    assert_eq!(message(json!(["disk", "memory"])), "unparsed");
    assert_eq!(message(json!([{ "name": "disk" }])), "unparsed");
    assert_eq!(message(json!([{ "labels": {} }])), "alertmanager");
}
