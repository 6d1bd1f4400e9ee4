//! The webhooks of other tools: what comes of each, and what holds for all.

use crate::samples::{events_of, read, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;
use callout_formats::Sender;
use callout_formats::webhook::Format;
use serde_json::{Value, json};
use std::path::PathBuf;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/webhooks")
}

/// Reads a fixture in the format that its name begins with, from an integration without a service of its own.
fn delivered(name: &str) -> Vec<AlarmEvent> {
    let tool = name.split('-').next().unwrap();
    let body = read(&fixtures().join(format!("{name}.json"))).to_string();
    let sender = Sender::integration("open", None, received_at());
    events_of(Format::named(tool).unwrap().read(body.as_bytes(), &sender))
}

#[test]
fn every_webhook_becomes_what_its_snapshot_says() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        insta::assert_json_snapshot!(format!("webhook-{name}"), delivered(&name));
    }
}

#[test]
fn firing_and_resolved_of_one_alert_share_a_key_in_every_format() {
    let kinds = |events: &[AlarmEvent]| events.iter().map(|event| event.kind).collect::<Vec<_>>();
    let datadog = [delivered("datadog-triggered"), delivered("datadog-recovered")].concat();
    assert_eq!(kinds(&datadog), [AlarmKind::Trigger, AlarmKind::Resolve]);
    assert_eq!(datadog[0].alert_key(), datadog[1].alert_key());
    assert!(datadog[0].changed_at < datadog[1].changed_at);
    let events = delivered("events-several");
    assert_eq!(kinds(&events[..2]), [AlarmKind::Trigger, AlarmKind::Resolve]);
    assert_eq!(events[0].alert_key(), events[1].alert_key());
}

fn alert(changes: Value) -> AlarmEvent {
    let mut alert = json!({
        "status": "firing", "labels": { "alertname": "Slow", "instance": "a" }, "annotations": {},
        "startsAt": "2026-11-22T02:59:30Z", "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "f"
    });
    for (name, value) in changes.as_object().unwrap() {
        alert[name] = value.clone();
    }
    let sender = Sender::integration("open", None, received_at());
    let body = json!({ "version": "4", "alerts": [alert] }).to_string();
    events_of(Format::Alertmanager.read(body.as_bytes(), &sender)).remove(0)
}

#[test]
fn an_alert_sent_again_is_the_same_and_one_that_fires_again_after_it_was_lost_is_new() {
    assert_eq!(alert(json!({})).identity(), alert(json!({})).identity());
    // Resolved because Prometheus was out of sight; the same alert is then told again with the time it first fired.
    let lost = alert(
        json!({ "status": "resolved", "endsAt": "2026-11-22T02:55:00Z", "startsAt": "2026-11-22T01:00:00Z" }),
    );
    let again = alert(json!({ "startsAt": "2026-11-22T01:00:00Z" }));
    assert!(again.changed_at >= lost.changed_at);
}

#[test]
fn an_end_that_is_none_is_not_used() {
    for end in ["0001-01-01T00:00:00Z", "2026-11-22T02:00:00Z", "", "soon"] {
        let resolved = alert(json!({ "status": "resolved", "endsAt": end }));
        assert_eq!((resolved.kind, resolved.changed_at), (AlarmKind::Resolve, received_at()), "{end}");
    }
    let resolved = alert(json!({ "status": "resolved", "endsAt": "2026-11-22T02:59:45Z" }));
    assert_eq!(resolved.changed_at, "2026-11-22T02:59:45Z".parse().unwrap());
}

#[test]
fn without_a_fingerprint_the_labels_name_an_alert() {
    let key = |labels: Value| alert(json!({ "fingerprint": null, "labels": labels })).dedup_key;
    assert_eq!(key(json!({ "a": "1", "b": "2" })), key(json!({ "b": "2", "a": "1" })));
    assert_ne!(key(json!({ "a": "1", "b": "2" })), key(json!({ "a": "1" })));
    assert_ne!(key(json!({ "a": "1", "b": "2" })), key(json!({ "a": "2", "b": "1" })));
}

#[test]
fn severity_comes_from_the_labels_in_any_common_word() {
    let severity = |name: &str, word: &str| alert(json!({ "labels": { name: word } })).severity;
    assert_eq!(severity("severity", "page"), Some(Severity::Sev1));
    assert_eq!(severity("priority", "P2"), Some(Severity::Sev2));
    assert_eq!(severity("severity", "whatever"), None);
}

#[test]
fn a_state_that_we_do_not_know_still_reaches_a_person() {
    assert_eq!(alert(json!({ "status": "on fire" })).kind, AlarmKind::Trigger);
    assert_eq!(alert(json!({ "status": null })).kind, AlarmKind::Trigger);
}

/// Whatever a key sends is its integration's: its scope, its budget, and what it may tell customers.
#[test]
fn what_nobody_can_read_is_its_integrations_too() {
    let sender = Sender::integration("lab", None, "2026-11-28T03:00:00Z".parse().unwrap());
    for text in ["[[[[", "{\"a\":", "no JSON at all", "[0]"] {
        assert_eq!(sender.unparsed_event(text).source, "integration/lab", "{text}");
    }
}
