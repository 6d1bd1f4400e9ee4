//! What AWS services publish to a topic, in their own shapes or as events: news, trouble and its end, tests.

use crate::samples::{files, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_formats::payload::{QueueMessage, parse, parse_message};
use callout_formats::{Ignored, Parsed};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TOPIC: &str = "arn:aws:sns:eu-central-1:444455556666:harbor-alarms";

/// The steps of each fixture, by its name.
fn fixtures() -> Vec<(String, Vec<Value>)> {
    files("topics").into_iter().map(|(name, steps)| (name, steps.as_array().unwrap().clone())).collect()
}

/// The text that a step sends.
fn text(step: &Value) -> String {
    step["sends"].as_str().map_or_else(|| step["sends"].to_string(), str::to_owned)
}

fn notified(step: &Value) -> Vec<Parsed> {
    let sns = json!({ "Type": "Notification", "TopicArn": TOPIC, "Subject": step["subject"], "Message": text(step),
        "Timestamp": "2026-11-22T02:59:59.000Z" });
    parse(&json!({ "Records": [{ "EventSource": "aws:sns", "Sns": sns }] }), received_at())
}

/// Over a topic with raw delivery, through a queue.
fn queued(step: &Value) -> Vec<Parsed> {
    let body = text(step);
    let queue_arn = "arn:aws:sqs:eu-central-1:444455556666:incoming";
    parse_message(&QueueMessage { body: &body, queue_arn, sent_at: None }, received_at())
}

fn became(parsed: &Parsed) -> String {
    match parsed {
        Parsed::Event(event) => serde_json::to_value(event.kind).unwrap().as_str().unwrap().to_owned(),
        Parsed::Ignored(Ignored::TestMessage { .. }) => "test".to_owned(),
        Parsed::Ignored(reason) => format!("ignored: {reason}"),
    }
}

fn events(parsed: Vec<Parsed>) -> impl Iterator<Item = AlarmEvent> {
    parsed.into_iter().filter_map(|it| if let Parsed::Event(event) = it { Some(*event) } else { None })
}

#[test]
fn news_trouble_ends_and_tests_are_told_apart() {
    for (name, steps) in fixtures() {
        for step in &steps {
            for parsed in [notified(step), queued(step)] {
                let found: Vec<String> = parsed.iter().map(became).collect();
                assert_eq!(json!(found), step["becomes"], "{name}: {}", text(step));
                for event in events(parsed) {
                    assert_ne!(event.source, "unparsed", "{name}");
                    if let Some(summary) = step["summary"].as_str() {
                        assert_eq!(event.summary, summary, "{name}");
                    }
                    if event.kind == AlarmKind::Trigger && !step["severity"].is_null() {
                        assert_eq!(
                            json!(event.severity.map(|it| it.to_string())),
                            step["severity"],
                            "{name}"
                        );
                    }
                    assert!(!event.detail.is_empty() || event.source == "alertmanager", "{name}");
                }
            }
        }
    }
}

#[test]
fn an_end_ends_what_was_opened_over_the_same_topic() {
    for (name, steps) in fixtures() {
        let all: Vec<AlarmEvent> = steps.iter().flat_map(|step| events(notified(step))).collect();
        let keys = |kind: AlarmKind| -> BTreeSet<_> {
            all.iter().filter(|event| event.kind == kind).map(|event| event.alert_key().to_string()).collect()
        };
        let (opened, ended) = (keys(AlarmKind::Trigger), keys(AlarmKind::Resolve));
        assert!(opened.len() <= 1, "{name}: {opened:?}");
        assert!(opened.is_empty() || ended.is_empty() || opened == ended, "{name}: {opened:?}, {ended:?}");
    }
}

#[test]
fn an_alarm_of_a_topic_says_where_it_is_from() {
    for (name, steps) in fixtures() {
        for event in steps
            .iter()
            .flat_map(|step| events(notified(step)))
            .filter(|event| event.source != "alertmanager")
        {
            assert_eq!(event.labels["account"], "444455556666", "{name}: {:?}", event.labels);
            assert_eq!(event.labels["region"], "eu-central-1", "{name}: {:?}", event.labels);
        }
    }
}

#[test]
fn a_text_and_json_of_alertmanager_are_one_alert() {
    let fixture = fixtures().into_iter().find(|(name, _)| name == "prometheus-text").unwrap();
    let told = events(notified(&fixture.1[0])).next().unwrap();
    assert_eq!(told.labels["pier"], "north-3");
    assert_eq!(told.links[0].href, "https://graphs.harbor.example/graph?g0.expr=up");
    let labels = json!({ "alertname": "BerthSensorsSilent", "severity": "warning", "pier": "north-3" });
    let body =
        json!({ "sends": { "status": "firing", "alerts": [{ "status": "firing", "labels": labels }] } });
    assert_eq!(events(notified(&body)).next().unwrap().alert_key(), told.alert_key());
}
