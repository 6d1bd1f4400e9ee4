//! Our own format, for a line of shell, and the JSON of tools that have no file here.
//!
//! ```json
//! { "summary": "disk 7 is full", "status": "firing", "dedup_key": "db-1/disk-7", "severity": "sev2",
//!   "service": "payments", "source": "db-1", "details": "df says 100 %", "time": "2026-11-22T03:00:00Z",
//!   "links": [{ "href": "https://wiki.example.com/disk", "text": "Runbook" }], "labels": { "team": "storage" } }
//! ```
//!
//! Only `summary` is required. `status` is `firing` (the default), `resolved` or `acknowledged`; without `dedup_key`,
//! summary and source identify the alert. `time` orders the events of one alert and is never in the future. A list is
//! several events; text that is not JSON is one, with its first line as the summary. JSON without a possible summary
//! becomes an event for a person to read.

mod fields;

use crate::links::LinkCollector;
use crate::sender::Sender;
use crate::words;
use crate::{json, time};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use jiff::Timestamp;
use serde_json::Value;

/// The events of a JSON body.
pub(crate) fn read(body: &Value, sender: &Sender) -> Vec<AlarmEvent> {
    match body {
        Value::Array(items) => items.iter().map(|item| read_one(item, sender)).collect(),
        one => vec![read_one(one, sender)],
    }
}

/// The event of a body that is not JSON: its first line is the summary.
pub(crate) fn read_text(text: &str, sender: &Sender) -> AlarmEvent {
    let summary = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let mut event = sender.event(automatic_key(summary, ""), AlarmKind::Trigger, summary.to_owned());
    event.detail = text.to_owned();
    event
}

fn read_one(body: &Value, sender: &Sender) -> AlarmEvent {
    let source = json::text(body, &fields::SOURCES).unwrap_or_default();
    let key = fields::KEYS.iter().find_map(|place| body.pointer(place).and_then(json::scalar));
    let key = key.filter(|key| !key.trim().is_empty());
    let summary = json::text(body, &fields::SUMMARIES).or(key.as_deref());
    let Some(summary) = summary.and_then(|text| text.lines().find(|line| !line.trim().is_empty())) else {
        return sender.unparsed_event(&body.to_string());
    };
    let summary = summary.trim().to_owned();
    let key = key.clone().unwrap_or_else(|| automatic_key(&summary, source));
    let status = fields::STATES.iter().find_map(|place| json::text(body, &[place]).and_then(words::kind));
    let mut event = sender.event(key, status.unwrap_or(AlarmKind::Trigger), summary);
    event.severity =
        fields::SEVERITIES.iter().find_map(|place| words::severity(&json::scalar(body.pointer(place)?)?));
    event.service = sender.service_or(json::text(body, &["/service"]));
    event.changed_at = changed_at(body, sender);
    event.labels = fields::labels(body);
    let (links, lines) = links(body);
    event.links = links;
    event.detail = detail(body, lines);
    event
}

/// Uses our own format's time as it is. Other tools' may be that of the first event, so it counts only if recent.
fn changed_at(body: &Value, sender: &Sender) -> Timestamp {
    match body.get("time").and_then(time::of_value) {
        Some(time) => time.min(sender.received_at()),
        None => sender.changed_at_value(body.get("timestamp")),
    }
}

fn links(body: &Value) -> (Vec<callout_domain::alarm::Link>, Vec<String>) {
    let mut found = LinkCollector::default();
    for link in json::list(body, &["/links"]) {
        let address = link.as_str().or_else(|| json::text(link, &["/href", "/url"]));
        let text = json::text(link, &["/text", "/title"]).or(address);
        found.add(text.unwrap_or_default(), address);
    }
    for (place, text) in fields::LINKS {
        found.add(text, json::text(body, &[place]));
    }
    found.finish()
}

/// The details; if they are not in our format, the whole body, for a person to read.
fn detail(body: &Value, addresses: Vec<String>) -> String {
    let details = match body.get("details") {
        _ if json::text(body, &["/summary"]).is_none() => Some(json::pretty(body)),
        None | Some(Value::Null) => {
            json::text(body, &["/description", "/message", "/body"]).map(str::to_owned)
        }
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(json::pretty(other)),
    };
    details.into_iter().chain(addresses).collect::<Vec<_>>().join("\n")
}

fn automatic_key(summary: &str, source: &str) -> String {
    hex(&digest(&["event", summary, source])[..16])
}
