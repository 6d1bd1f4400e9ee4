//! Events in files: whatever a tool sends, or a short form that people write.
//!
//! Must not know a shape that a function would not know; the short form alone is for trying things.

use anyhow::{Context, Result, bail, ensure};
use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::TestEvent;
use callout_formats::payload::parse;
use callout_formats::tools::pagerduty;
use callout_formats::webhook::{Format, json};
use callout_formats::{Parsed, Sender};
use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::{Value, json};
use std::path::Path;

/// The source of what no parser understood.
const UNPARSED: &str = "unparsed";

/// Reads the events of a file, as if they came in at an instant: from AWS, or over HTTPS with the key of an integration.
///
/// # Errors
/// There is no such file, it is empty, or the Events API would refuse it.
pub(crate) fn read(file: &Path, at: Timestamp, sender: Option<&Sender>) -> Result<Vec<Parsed>> {
    let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    let parsed = match sender {
        Some(sender) => posted(&bytes, sender),
        None => events(&bytes, at).with_context(|| format!("read {}", file.display()))?,
    };
    ensure!(
        !parsed.is_empty(),
        "{} says nothing; save an event as CloudWatch, EventBridge, SNS or a tool sends it, or write {{ \"labels\": {{ … }} }}",
        file.display()
    );
    Ok(parsed)
}

/// What `webhooks` makes of a body.
fn posted(bytes: &[u8], sender: &Sender) -> Vec<Parsed> {
    Format::Generic.read(bytes, sender)
}

fn events(bytes: &[u8], at: Timestamp) -> Result<Vec<Parsed>> {
    let one = |event: AlarmEvent| Ok(vec![Parsed::Event(Box::new(event))]);
    let tried = Sender::integration("tried", None, at);
    let Some(mut payload) = json(bytes) else { return Ok(posted(bytes, &tried)) };
    if let Ok(short) = TestEvent::deserialize(&payload) {
        return one(short.event(at));
    }
    if let Ok(whole) = AlarmEvent::deserialize(&payload) {
        return one(whole);
    }
    if payload.get("event_action").is_some() {
        // Nobody keeps a key in a file that is only tried.
        payload["routing_key"] = json!("tried");
        let body = pagerduty::read_event(payload.to_string().as_bytes(), None)?;
        return one(body.into_event("tried", None, at));
    }
    if let Some(keys) = unknown_keys(&payload) {
        bail!(
            "the short form has no {keys}; it has {}, and is an alarm that fires. For anything else save an event as its source \
             sends it",
            SHORT.join(", ")
        );
    }
    let is_from_aws = ["Records", "TopicArn", "detail-type"].iter().any(|name| payload.get(name).is_some());
    let from_aws = parse(&payload, at);
    let is_unknown = |parsed: &Parsed| matches!(parsed, Parsed::Event(event) if event.source == UNPARSED);
    Ok(if !is_from_aws && from_aws.iter().all(is_unknown) { posted(bytes, &tried) } else { from_aws })
}

/// The keys of the short form.
const SHORT: [&str; 7] = ["labels", "summary", "source", "dedup_key", "severity", "service", "detail"];
/// Keys beside `labels` in what tools send: one alert of Alertmanager's or Grafana's, or an event of our own format.
const SENT: [&str; 5] = ["annotations", "startsAt", "fingerprint", "alerts", "event_action"];

/// The keys that make something else of what was meant as the short form, if it looks like one.
fn unknown_keys(payload: &Value) -> Option<String> {
    let keys = payload.as_object()?;
    let is_sent = SENT.iter().any(|key| keys.contains_key(*key)) || keys.contains_key("summary");
    let unknown: Vec<String> =
        keys.keys().filter(|key| !SHORT.contains(&key.as_str())).map(|key| format!("key `{key}`")).collect();
    (!is_sent && keys.get("labels").is_some_and(Value::is_object) && !unknown.is_empty())
        .then(|| unknown.join(" and no "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source and the summary of what a payload holds.
    fn check(payload: &Value, source: &str, summary: &str) {
        check_text(&payload.to_string(), source, summary);
    }

    fn check_text(text: &str, source: &str, summary: &str) {
        let read = events(text.as_bytes(), Timestamp::UNIX_EPOCH).unwrap();
        let [Parsed::Event(event)] = read.as_slice() else { panic!("one event: {read:?}") };
        assert_eq!((event.source.as_str(), event.summary.as_str()), (source, summary));
    }

    #[test]
    fn an_event_may_be_short_or_whatever_a_tool_sends() {
        check(&json!({ "labels": { "alarm": "web-errors" } }), "cloudwatch", "web-errors");
        let payload = json!({ "summary": "Disk full", "source": "db-1", "severity": "error" });
        check(&json!({ "event_action": "trigger", "payload": payload }), "integration/tried", "Disk full");
    }

    #[test]
    fn a_key_that_the_short_form_lacks_is_named() {
        let refused = |payload: Value| {
            format!("{:#}", events(payload.to_string().as_bytes(), Timestamp::UNIX_EPOCH).unwrap_err())
        };
        let state = refused(json!({ "labels": { "alarm": "web-errors" }, "state": "OK" }));
        assert!(state.starts_with("the short form has no key `state`; it has labels, summary, "), "{state}");
        let two = refused(json!({ "labels": {}, "state": "OK", "kind": "resolve" }));
        assert!(two.starts_with("the short form has no key `kind` and no key `state`;"), "{two}");
    }

    #[test]
    fn what_a_tool_sends_is_read_as_it_would_be_over_https() {
        let pingdom =
            json!({ "check_id": 7, "check_name": "Shop", "current_state": "DOWN", "description": "503" });
        check(&pingdom, "integration/tried", "Shop is DOWN: 503");
        let alert = json!({ "status": "firing", "labels": { "alertname": "DiskFull" }, "annotations": {} });
        check(&json!({ "alerts": [alert] }), "integration/tried", "DiskFull");
        let marked = format!("\u{FEFF}{pingdom}");
        check_text(&marked, "integration/tried", "Shop is DOWN: 503");
        check_text("disk 7 is full", "integration/tried", "disk 7 is full");
    }
}
