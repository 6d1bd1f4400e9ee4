//! Turns what no parser understood into an event for a person to read.
//!
//! Never guesses a state: unreadable input triggers an alert, with the best sentence that is in it.

use crate::origin::Origin;
use crate::{body, sentence};
use callout_domain::alarm::{AlarmEvent, AlarmKind, clip};
use callout_domain::ids::{digest, hex};
use callout_domain::settings::FORMAT;
use serde_json::Value;
use std::collections::BTreeMap;

/// The source of every event that no parser understood.
const SOURCE: &str = "unparsed";
/// The most characters of the text in a summary.
const EXCERPT: usize = 160;

/// The event for plain text.
pub(crate) fn text(text: &str, origin: &Origin) -> AlarmEvent {
    event(text, first_line(text), origin)
}

/// The event for JSON of an unknown shape.
pub(crate) fn value(value: &Value, origin: &Origin) -> AlarmEvent {
    event(&value.to_string(), sentence::of_value(value), origin)
}

/// The event for text that may be JSON, whole or broken.
pub(crate) fn text_or_json(raw: &str, origin: &Origin) -> AlarmEvent {
    match body::json(raw) {
        Some(value) if value.is_object() || value.is_array() => {
            event(raw, sentence::of_value(&value), origin)
        }
        _ if body::looks_like_json(raw) => event(raw, sentence::of_broken_json(raw).as_deref(), origin),
        _ => event(raw, first_line(raw), origin),
    }
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().find(|line| !line.trim().is_empty())
}

fn event(raw: &str, excerpt: Option<&str>, origin: &Origin) -> AlarmEvent {
    let from = &origin.from;
    let known: Vec<String> =
        origin.subject.as_deref().into_iter().chain(excerpt).map(|text| clip(text.trim(), EXCERPT)).collect();
    let excerpt = if known.is_empty() { "A message without a sentence".to_owned() } else { known.join(": ") };
    let summary = format!("{excerpt} (from {from}, in an unknown format)");
    AlarmEvent {
        source: SOURCE.to_owned(),
        dedup_key: hex(&digest(&["unparsed", raw])[..16]),
        kind: AlarmKind::Trigger,
        summary,
        severity: None,
        service: None,
        changed_at: origin.sent_at,
        order: Default::default(),
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
    labels.insert(FORMAT.to_owned(), "unknown".to_owned());
    labels.extend(origin.subject.clone().map(|subject| ("subject".to_owned(), subject)));
    labels.retain(|_, value| !value.is_empty());
    labels
}
