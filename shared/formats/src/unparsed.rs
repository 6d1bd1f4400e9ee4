//! Turns what no parser understood into an event for a person to read.
//!
//! Never guesses a state: unreadable input triggers an alert.

use crate::json;
use crate::origin::Origin;
use callout_domain::alarm::{AlarmEvent, AlarmKind, clip};
use callout_domain::ids::{digest, hex};
use serde_json::Value;
use std::collections::BTreeMap;

/// The source of every event that no parser understood.
const SOURCE: &str = "unparsed";
/// The most characters of the text in a summary.
const EXCERPT: usize = 160;
/// Fields in which unknown tools often put a summary.
const LIKELY_TITLES: [&str; 8] =
    ["/title", "/summary", "/subject", "/Subject", "/message", "/Message", "/description", "/text"];

/// The event for plain text.
pub(crate) fn text(text: &str, origin: &Origin) -> AlarmEvent {
    event(text, first_line(text), origin)
}

/// The event for JSON of an unknown shape.
pub(crate) fn value(value: &Value, origin: &Origin) -> AlarmEvent {
    let raw = value.to_string();
    let untitled = origin.subject.is_none().then_some(raw.as_str());
    let title = json::text(value, &LIKELY_TITLES).or(untitled);
    event(&raw, title, origin)
}

/// The event for text that may be JSON.
pub(crate) fn text_or_json(raw: &str, origin: &Origin) -> AlarmEvent {
    let value = serde_json::from_str::<Value>(raw).ok().filter(Value::is_object);
    let title = value.as_ref().and_then(|value| json::text(value, &LIKELY_TITLES));
    event(raw, title.or_else(|| first_line(raw)), origin)
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().find(|line| !line.trim().is_empty())
}

fn event(raw: &str, excerpt: Option<&str>, origin: &Origin) -> AlarmEvent {
    let from = &origin.from;
    let known: Vec<String> =
        origin.subject.as_deref().into_iter().chain(excerpt).map(|text| clip(text.trim(), EXCERPT)).collect();
    let excerpt = if known.is_empty() { "it is empty".to_owned() } else { known.join(": ") };
    let summary = format!("Could not read an event from {from}: {excerpt}");
    AlarmEvent {
        source: SOURCE.to_owned(),
        dedup_key: hex(&digest(&["unparsed", raw])[..16]),
        kind: AlarmKind::Trigger,
        summary,
        severity: None,
        service: None,
        changed_at: origin.sent_at,
        labels: labels(origin),
        links: Vec::new(),
        detail: raw.to_owned(),
        muted: None,
        children: Vec::new(),
    }
}

fn labels(origin: &Origin) -> BTreeMap<String, String> {
    let mut labels = origin.labels.clone();
    labels.insert("from".to_owned(), origin.from.clone());
    labels.extend(origin.subject.clone().map(|subject| ("subject".to_owned(), subject)));
    labels.retain(|_, value| !value.is_empty());
    labels
}
