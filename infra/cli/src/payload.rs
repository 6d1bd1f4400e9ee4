//! Events in files: whatever a tool sends, or a short form that people write.
//!
//! Must not know a shape that a function would not know; the short form alone is for trying things.

use anyhow::{Context, Result};
use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::TestEvent;
use callout_formats::Parsed;
use callout_formats::payload::parse;
use callout_formats::tools::pagerduty;
use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::{Value, json};
use std::path::Path;

/// Reads the events of a file, as if they came in at an instant.
///
/// # Errors
/// There is no such file, it is no JSON, or the Events API would refuse it.
pub(crate) fn read(file: &Path, at: Timestamp) -> Result<Vec<Parsed>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let payload = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no JSON; save an event as CloudWatch, EventBridge or SNS delivers it, or write {{ \"labels\": {{ … }} }}",
            file.display()
        )
    })?;
    events(payload, at).with_context(|| format!("read {}", file.display()))
}

fn events(mut payload: Value, at: Timestamp) -> Result<Vec<Parsed>> {
    let one = |event: AlarmEvent| Ok(vec![Parsed::Event(Box::new(event))]);
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
    Ok(parse(&payload, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source and the summary of what a payload holds.
    fn check(payload: Value, source: &str, summary: &str) {
        let read = events(payload, Timestamp::UNIX_EPOCH).unwrap();
        let [Parsed::Event(event)] = read.as_slice() else { panic!("one event: {read:?}") };
        assert_eq!((event.source.as_str(), event.summary.as_str()), (source, summary));
    }

    #[test]
    fn an_event_may_be_short_or_whatever_a_tool_sends() {
        check(json!({ "labels": { "alarm": "web-errors" } }), "cloudwatch", "web-errors");
        let payload = json!({ "summary": "Disk full", "source": "db-1", "severity": "error" });
        check(json!({ "event_action": "trigger", "payload": payload }), "integration/tried", "Disk full");
    }
}
