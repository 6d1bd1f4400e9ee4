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
//! several events; text that is not JSON is one, with its first line as the summary. Of other tools' JSON the likely fields
//! are read, and the label `format` says `guessed`; without a possible summary it is left to whoever knows nothing better.

mod fields;

pub(crate) use fields::labels;

use crate::links::LinkCollector;
use crate::sender::Sender;
use crate::words;
use crate::{json, time};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use callout_domain::settings::FORMAT;
use jiff::Timestamp;
use serde_json::Value;

/// The label of what was read by guessing, so that its end may not be found.
const GUESSED: (&str, &str) = (FORMAT, "guessed");

/// The event of a body that is not JSON: its first line is the summary, and may begin with the state.
pub(crate) fn read_text(text: &str, sender: &Sender) -> AlarmEvent {
    read_line(text, words::leading_kind, sender)
}

/// The event of a monitor's text, which may tell the state at its end, too.
pub(crate) fn read_monitors_text(text: &str, sender: &Sender) -> AlarmEvent {
    read_line(text, words::told_kind, sender)
}

fn read_line(text: &str, told: fn(&str) -> Option<(AlarmKind, &str)>, sender: &Sender) -> AlarmEvent {
    let summary = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let (kind, about) = told(summary).unwrap_or((AlarmKind::Trigger, summary));
    let mut event = sender.event(automatic_key(about, ""), kind, summary.to_owned());
    event.detail = text.to_owned();
    event
}

/// The event of a JSON body, if it has anything that may be a summary.
pub(crate) fn read(body: &Value, sender: &Sender) -> Option<AlarmEvent> {
    let source = json::text(body, &fields::SOURCES).unwrap_or_default();
    let key = fields::KEYS.iter().find_map(|place| body.pointer(place).and_then(json::scalar));
    let key = key.filter(|key| !key.trim().is_empty());
    let summary = json::text(body, &fields::SUMMARIES).or(key.as_deref());
    let summary = summary?.lines().find(|line| !line.trim().is_empty())?.trim();
    let is_ours = json::has(body, &["/summary"]);
    let told = words::leading_kind(summary).filter(|_| !is_ours);
    let (told, about) = told.map_or((None, summary), |(kind, about)| (Some(kind), about));
    let status = state(body);
    let is_known = is_ours || key.is_some() && status.is_some();
    let key =
        key.clone().unwrap_or_else(|| automatic_key(if status.is_some() { summary } else { about }, source));
    let mut event = sender.event(key, status.or(told).unwrap_or(AlarmKind::Trigger), summary.to_owned());
    event.severity =
        fields::SEVERITIES.iter().find_map(|place| words::severity(&json::scalar(body.pointer(place)?)?));
    event.service = sender.service_or(json::text(body, &["/service"]));
    event.changed_at = changed_at(body, sender);
    event.labels = labels(body);
    if !is_known {
        event.labels.insert(GUESSED.0.to_owned(), GUESSED.1.to_owned());
    }
    let (links, lines) = links(body);
    event.links = links;
    event.detail = detail(body, lines);
    Some(event)
}

/// The state, in a field of its own or in the name of what happened.
fn state(body: &Value) -> Option<AlarmKind> {
    let named = fields::STATES.iter().find_map(|place| words::kind(json::text(body, &[place])?));
    let happened =
        |place: &&str| words::kind_in_text(json::text(body, &[place])?.rsplit(['.', '_', ':', '-']).next()?);
    named.or_else(|| fields::HAPPENED.iter().find_map(happened))
}

/// Uses our own format's time as it is. Other tools' may be that of the first event, so it counts only if recent.
fn changed_at(body: &Value, sender: &Sender) -> Timestamp {
    match body.get("time").and_then(time::of_value) {
        Some(time) => time,
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
