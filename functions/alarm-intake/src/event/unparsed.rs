//! Makes an event out of what nobody understood, so that a person reads it.
//!
//! Never guesses a state: what cannot be read is bad until somebody has looked.

use super::{Parsed, envelope::Envelope, json};
use callout_domain::alarm::{AlarmEvent, AlarmKind, clip};
use callout_domain::ids::{digest, hex};
use serde_json::Value;
use std::collections::BTreeMap;

/// The source of every event that no parser understood.
const SOURCE: &str = "unparsed";
/// How much of the text a summary shows.
const GLIMPSE: usize = 160;
/// Where tools that we do not know tend to put a line for people.
const LIKELY_TITLES: [&str; 8] =
    ["/title", "/summary", "/subject", "/Subject", "/message", "/Message", "/description", "/text"];

/// The event for plain text.
pub(super) fn text(text: &str, envelope: &Envelope) -> Parsed {
    let first_line = text.lines().find(|line| !line.trim().is_empty());
    event(text, first_line, envelope)
}

/// The event for JSON of an unknown shape.
pub(super) fn value(value: &Value, envelope: &Envelope) -> Parsed {
    let raw = value.to_string();
    let untitled = envelope.subject.is_none().then_some(raw.as_str());
    let title = json::text(value, &LIKELY_TITLES).or(untitled);
    event(&raw, title, envelope)
}

/// The event itself for plain text or JSON.
pub(super) fn event_of(raw: &str, envelope: &Envelope) -> AlarmEvent {
    let value = serde_json::from_str::<Value>(raw).ok().filter(Value::is_object);
    let title = value.as_ref().and_then(|value| json::text(value, &LIKELY_TITLES));
    build(raw, title.or_else(|| raw.lines().find(|line| !line.trim().is_empty())), envelope)
}

fn event(raw: &str, glimpse: Option<&str>, envelope: &Envelope) -> Parsed {
    Parsed::Event(Box::new(build(raw, glimpse, envelope)))
}

fn build(raw: &str, glimpse: Option<&str>, envelope: &Envelope) -> AlarmEvent {
    let from = &envelope.from;
    let known: Vec<String> = envelope
        .subject
        .as_deref()
        .into_iter()
        .chain(glimpse)
        .map(|text| clip(text.trim(), GLIMPSE))
        .collect();
    let glimpse = if known.is_empty() { "it is empty".to_owned() } else { known.join(": ") };
    let summary = format!("Could not read an event from {from}: {glimpse}");
    AlarmEvent {
        source: SOURCE.to_owned(),
        dedup_key: hex(&digest(&["unparsed", raw])[..16]),
        kind: AlarmKind::Trigger,
        summary,
        severity: None,
        service: None,
        changed_at: envelope.time(),
        labels: labels(envelope),
        links: Vec::new(),
        detail: raw.to_owned(),
        muted: None,
        children: Vec::new(),
    }
}

fn labels(envelope: &Envelope) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::from([("from".to_owned(), envelope.from.clone())]);
    if let Some(subject) = &envelope.subject {
        labels.insert("subject".to_owned(), subject.clone());
    }
    if let Some(arn) = &envelope.arn {
        labels.insert("account".to_owned(), arn.account.clone());
        labels.insert("region".to_owned(), arn.region.clone());
    }
    labels.retain(|_, value| !value.is_empty());
    labels
}
