//! The default bodies of monitoring tools: what opens an alert, what ends it, and what only tries the way.

use crate::samples::{files, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_formats::webhook::Format;
use callout_formats::{Ignored, Parsed, Sender, payload};
use serde_json::{Value, json};

/// A fixture: a tool, what it sends, and what that means.
struct Fixture {
    name: String,
    body: Value,
}

impl Fixture {
    fn text(&self, field: &str) -> Option<&str> {
        self.body[field].as_str()
    }

    fn tool(&self) -> &str {
        self.text("tool").unwrap()
    }
}

fn fixtures() -> Vec<Fixture> {
    files("monitors").into_iter().map(|(name, body)| Fixture { name, body }).collect()
}

fn posted(address: &str, body: &str) -> Vec<Parsed> {
    Format::named(address).unwrap().read(body.as_bytes(), &Sender::integration("lab", None, received_at()))
}

fn published(body: &str) -> Vec<Parsed> {
    let topic = "arn:aws:sns:eu-west-1:111122223333:monitors";
    payload::parse(&json!({ "Type": "Notification", "TopicArn": topic, "Message": body }), received_at())
}

/// What comes of a body over every way it may take.
fn over_every_way(tool: &str, body: &str) -> [(String, Vec<Parsed>); 3] {
    [
        (format!("/v1/{tool}"), posted(tool, body)),
        ("/v1/events".to_owned(), posted("events", body)),
        ("a topic".to_owned(), published(body)),
    ]
}

#[track_caller]
fn one(parsed: &[Parsed], context: &str) -> AlarmEvent {
    let [Parsed::Event(event)] = parsed else { panic!("{context}: {parsed:#?}") };
    (**event).clone()
}

#[test]
fn every_tool_has_a_fixture() {
    let known = fixtures();
    for tool in Format::monitors() {
        assert!(known.iter().any(|fixture| fixture.tool() == tool.name), "{} has no fixture", tool.name);
    }
}

#[test]
fn what_a_tool_sends_opens_an_alert_in_its_own_words() {
    for fixture in fixtures() {
        for (way, parsed) in over_every_way(fixture.tool(), &fixture.body["opens"].to_string()) {
            let context = format!("{} over {way}", fixture.name);
            let event = one(&parsed, &context);
            assert_eq!(event.kind, AlarmKind::Trigger, "{context}");
            assert_eq!(Some(event.summary.as_str()), fixture.text("title"), "{context}");
            assert_eq!(
                event.severity.map(|it| it.to_string()).as_deref(),
                fixture.text("severity"),
                "{context}"
            );
            assert_eq!(event.labels["tool"], fixture.tool(), "{context}");
            assert!(!event.labels.contains_key("format"), "{context}: {:?}", event.labels);
            if let Some(key) = fixture.text("key") {
                assert_eq!(event.dedup_key, key, "{context}");
            }
            let shown = format!("{event:?}");
            assert!(!shown.contains("not-for-people"), "{context}: {shown}");
        }
    }
}

#[test]
fn its_end_ends_it() {
    for fixture in fixtures().iter().filter(|fixture| !fixture.body["ends"].is_null()) {
        let opened = over_every_way(fixture.tool(), &fixture.body["opens"].to_string());
        let ended = over_every_way(fixture.tool(), &fixture.body["ends"].to_string());
        for ((way, opened), (_, ended)) in opened.iter().zip(&ended) {
            let context = format!("{} over {way}", fixture.name);
            let (opened, ended) = (one(opened, &context), one(ended, &context));
            assert_eq!(ended.kind, AlarmKind::Resolve, "{context}");
            assert_eq!(ended.alert_key(), opened.alert_key(), "{context}");
        }
    }
}

#[test]
fn a_test_message_is_confirmed_and_pages_nobody() {
    for fixture in fixtures().iter().filter(|fixture| !fixture.body["test"].is_null()) {
        for (way, parsed) in over_every_way(fixture.tool(), &fixture.body["test"].to_string()) {
            let is_test = matches!(parsed.as_slice(), [Parsed::Ignored(Ignored::TestMessage { .. })]);
            assert!(is_test, "{} over {way}: {parsed:#?}", fixture.name);
        }
    }
    let grafana = json!({ "status": "firing", "orgId": 1, "alerts": [{ "status": "firing",
        "labels": { "alertname": "TestAlert", "instance": "Grafana" }, "annotations": { "summary": "Notification test" } }] });
    assert!(matches!(
        posted("grafana", &grafana.to_string())[..],
        [Parsed::Ignored(Ignored::TestMessage { .. })]
    ));
}

#[test]
fn an_address_may_be_spelled_in_any_usual_way() {
    for name in ["uptime-kuma", "uptimekuma", "Uptime_Kuma", "gcp", "kibana", "newrelic", "prometheus"] {
        assert!(Format::named(name).is_some(), "{name}");
    }
    assert!(Format::named("pagers").is_none() && Format::named("").is_none());
}

#[test]
fn two_monitors_of_a_tool_are_two_alerts() {
    for fixture in fixtures() {
        let [(_, first), ..] = over_every_way(fixture.tool(), &fixture.body["opens"].to_string());
        for other in fixtures().iter().filter(|other| other.name != fixture.name) {
            let [(_, second), ..] = over_every_way(other.tool(), &other.body["opens"].to_string());
            let (first, second) = (one(&first, &fixture.name), one(&second, &other.name));
            assert_ne!(first.dedup_key, second.dedup_key, "{} and {}", fixture.name, other.name);
        }
    }
}

#[test]
fn fields_that_a_user_chose_are_read_at_the_address_of_the_tool() {
    let body = json!({ "check": "Backup of quay-db", "status": "down" }).to_string();
    let event = one(&posted("healthchecks", &body), "chosen fields");
    assert_eq!((event.summary.as_str(), event.kind), ("Backup of quay-db is down", AlarmKind::Trigger));
    let up = one(&posted("healthchecks", &body.replace("down", "up")), "chosen fields");
    assert_eq!((up.alert_key(), up.kind), (event.alert_key(), AlarmKind::Resolve));
}

#[test]
fn what_was_sent_to_the_address_of_another_tool_is_still_understood() {
    for fixture in fixtures() {
        let event = one(&posted("datadog", &fixture.body["opens"].to_string()), &fixture.name);
        assert_eq!(event.kind, AlarmKind::Trigger, "{}", fixture.name);
    }
}

#[test]
fn acknowledgements_pauses_and_maintenance_page_nobody() {
    let kind = |tool: &str, body: Value| one(&posted(tool, &body.to_string()), tool).kind;
    let kuma = |status: i32| json!({ "heartbeat": { "status": status }, "monitor": { "id": 1, "name": "x" }, "msg": "x" });
    assert_eq!(kind("uptime-kuma", kuma(3)), AlarmKind::Change);
    assert_eq!(
        kind("uptimerobot", json!({ "monitorID": 1, "alertType": 99, "monitorFriendlyName": "x" })),
        AlarmKind::Change
    );
    let nagios = |word: &str| json!({ "NOTIFICATIONTYPE": word, "HOSTNAME": "h", "HOSTSTATE": "DOWN" });
    assert_eq!(kind("nagios", nagios("ACKNOWLEDGEMENT")), AlarmKind::Acknowledge);
    assert_eq!(kind("nagios", nagios("DOWNTIMESTART")), AlarmKind::Change);
    assert_eq!(
        kind("prtg", json!({ "sensorid": 7, "status": "Down (Acknowledged)", "name": "x" })),
        AlarmKind::Acknowledge
    );
    assert_eq!(kind("victorops", json!({ "message_type": "INFO", "entity_id": "a" })), AlarmKind::Change);
    let staff = json!({ "event": "updated", "data": { "id": "1", "type": "monitor", "attributes": { "url": "https://x.example" } } });
    assert_eq!(kind("better-stack", staff), AlarmKind::Change);
    let issue = json!({ "action": "assigned", "data": { "issue": { "id": "7", "title": "x" } } });
    assert_eq!(kind("sentry", issue), AlarmKind::Change);
    let deploy =
        json!({ "event_name": "deploy", "data": { "deploy": { "id": 7, "environment": "production" } } });
    assert_eq!(kind("rollbar", deploy), AlarmKind::Change);
    let atlas = json!({ "id": "1", "eventTypeName": "X", "alertConfigId": "c", "status": "TRACKING", "humanReadable": "x" });
    assert_eq!(kind("mongodb-atlas", atlas), AlarmKind::Change);
    let change = json!({ "issue": { "id": "9", "type": "change", "state": "OPEN", "text": "New version" } });
    assert_eq!(kind("instana", change), AlarmKind::Change);
    let build = json!({ "name": "booking", "build": { "number": 7, "phase": "STARTED" } });
    assert_eq!(kind("jenkins", build), AlarmKind::Change);
    let maintenance =
        json!({ "page": { "id": "p" }, "incident": { "id": "i", "status": "scheduled", "name": "x" } });
    assert_eq!(kind("statuspage", maintenance), AlarmKind::Change);
    let assigned = json!({ "event": "assigned", "message": "x", "fault": { "id": 1 } });
    assert_eq!(kind("honeybadger", assigned), AlarmKind::Change);
}
