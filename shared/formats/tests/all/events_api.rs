//! PagerDuty's Events API v2: what is taken, what is refused, and what an event becomes.

use crate::samples::{folder, read, received_at};
use callout_domain::alarm::{AlarmEvent, AlarmKind, MAX_SUMMARY};
use callout_domain::severity::Severity;
use callout_formats::tools::pagerduty::{InvalidEvent, read_event};
use serde_json::{Value, json};

fn body(changes: Value) -> Value {
    let mut body = json!({
        "routing_key": "k-secret", "event_action": "trigger",
        "payload": { "summary": "queue is stuck", "source": "worker-3", "severity": "error" }
    });
    merge(&mut body, changes);
    body
}

fn merge(into: &mut Value, changes: Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(into.entry(name).or_insert(Value::Null), change);
            }
        }
        (into, change) => *into = change,
    }
}

fn taken(changes: Value) -> AlarmEvent {
    let request = read_event(body(changes).to_string().as_bytes(), None).unwrap();
    request.into_event("sentinel", None, received_at())
}

#[track_caller]
fn refused(changes: Value, errors: &[&str]) {
    let Err(InvalidEvent { errors: found }) = read_event(body(changes).to_string().as_bytes(), None) else {
        panic!("taken")
    };
    assert_eq!(found, errors);
}

#[test]
fn everything_a_caller_says_is_kept() {
    let event = taken(json!({
        "dedup_key": "worker-3/stuck", "client": "Sentinel", "client_url": "https://sentinel.harbor.example/42",
        "payload": {
            "timestamp": "2026-11-22T02:58:00.000+0000", "component": "worker", "group": "jobs", "class": "stuck",
            "custom_details": { "waiting": 812, "oldest": "9 min", "by_queue": { "mail": 800 } }
        },
        "links": [{ "href": "https://wiki.harbor.example/stuck", "text": "What to do" }, { "href": "ftp://x" }, 7],
        "images": [{ "src": "https://sentinel.harbor.example/42.png" }]
    }));
    insta::assert_json_snapshot!(event);
}

#[test]
fn the_four_severities_become_ours() {
    let severity = |word: &str| taken(json!({ "payload": { "severity": word } })).severity;
    assert_eq!(severity("critical"), Some(Severity::Sev1));
    assert_eq!(severity("error"), Some(Severity::Sev2));
    assert_eq!(severity("warning"), Some(Severity::Sev3));
    assert_eq!(severity("info"), Some(Severity::Sev5));
}

#[test]
fn a_trigger_without_a_key_gets_one_from_summary_and_source() {
    let key = |changes: Value| taken(changes).dedup_key;
    assert_eq!(key(json!({})), key(json!({ "dedup_key": null, "payload": { "severity": "info" } })));
    assert_eq!(key(json!({})), key(json!({ "dedup_key": "" })));
    assert_ne!(key(json!({})), key(json!({ "payload": { "source": "worker-4" } })));
    assert_ne!(key(json!({})), key(json!({ "payload": { "summary": "queue is empty" } })));
}

#[test]
fn a_key_that_was_answered_resolves_what_it_was_answered_for() {
    let trigger = read_event(body(json!({})).to_string().as_bytes(), None).unwrap();
    let key = trigger.response()["dedup_key"].clone();
    let trigger = trigger.into_event("sentinel", None, received_at());
    let resolve = taken(json!({ "event_action": "resolve", "dedup_key": key, "payload": null }));
    assert_eq!(resolve.kind, AlarmKind::Resolve);
    assert_eq!(resolve.alert_key(), trigger.alert_key());
}

#[test]
fn long_summaries_that_differ_at_their_end_do_not_meet() {
    let long = |end: &str| taken(json!({ "payload": { "summary": format!("{}{end}", "s".repeat(2000)) } }));
    assert_eq!(long("a").summary.chars().count(), MAX_SUMMARY);
    assert!(long("a").summary.ends_with('…'));
    assert_ne!(long("a").dedup_key, long("b").dedup_key);
}

#[test]
fn a_refusal_names_everything_to_mend() {
    refused(
        json!({ "routing_key": null, "payload": { "summary": " ", "source": 7, "severity": "fatal" } }),
        &[
            "routing_key is missing or blank",
            "payload.summary is missing or blank",
            "payload.source is missing or blank",
            "payload.severity must be one of critical, error, warning, info",
        ],
    );
    refused(
        json!({ "event_action": "close" }),
        &["event_action must be one of trigger, acknowledge, resolve"],
    );
    refused(json!({ "event_action": "resolve" }), &["dedup_key is needed to acknowledge or resolve"]);
    refused(json!({ "dedup_key": "k".repeat(256) }), &["dedup_key has more than 255 characters"]);
    refused(json!({ "dedup_key": 256 }), &["dedup_key must be a string"]);
    let refusal = read_event(b"not json", None).unwrap_err();
    assert!(refusal.errors[0].starts_with("the body is not JSON"), "{refusal}");
}

#[test]
fn a_routing_key_is_never_shown() {
    let request = read_event(body(json!({})).to_string().as_bytes(), None).unwrap();
    assert!(!format!("{request:?}").contains("k-secret"));
    assert!(!request.response().to_string().contains("k-secret"));
}

/// The published rules, where ours are the same.
#[test]
fn the_published_vectors_hold() {
    let Some(folder) = folder("CALLOUT_CONFORMANCE") else { return };
    let vectors = read(&folder.join("pagerduty_events_v2.json"));
    for case in vectors["validation"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let Some(body) = case.get("body") else { continue };
        let result = read_event(body.to_string().as_bytes(), None);
        // A long summary is cut here, not refused.
        let refuses = case["status"] == 400 && id != "pd-summary-1025";
        assert_eq!(result.is_err(), refuses, "{id}: {result:?}");
        let answer = result.map_or_else(|refusal| refusal.response(), |request| request.response());
        let expected = if refuses { "400" } else { "202" };
        assert_eq!(answer["status"], vectors["responses"][expected]["status"], "{id}");
        for name in vectors["responses"][expected].as_object().unwrap().keys() {
            assert!(answer.get(name).is_some(), "{id}: {name} is missing in {answer}");
        }
    }
}
