//! Runs the triage vectors of the folder that `CALLOUT_CONFORMANCE` names against routes, time intervals, inhibitions and
//! what people write, black-box.
//!
//! Must not hold vectors of its own: they belong to other projects. Rules of our own are tested beside the code.
//!
//! Not run, and why:
//! * `alertmanager`: `dedup` and `timelines` are about when messages leave, which Callout decides by incidents.
//! * `text_formats`: `duration_format`: settings are written by people, nothing prints such a length. Durations with
//!   years or months are refused on purpose: these have no fixed length.
//!
//! Adapted: Alertmanager's tree of routes is told as Callout's flat list, most particular first, its receivers as services; of
//! two receivers the one whose route says `continue` only adds to the other. An interval from the 31st day before the end to
//! the 31st is written as all days of the month.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a vector that cannot be read is a failed test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod inhibitions;
mod intervals;
mod routes;
mod texts;

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use jiff::Timestamp;
use serde_json::Value;

#[expect(clippy::disallowed_methods, reason = "where the vectors lie differs from machine to machine")]
pub(crate) fn vectors(file: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else {
        println!("skipped {file}: CALLOUT_CONFORMANCE names no folder of vectors");
        return None;
    };
    let path = std::path::Path::new(&folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// An alarm with the labels of a vector.
pub(crate) fn alarm(labels: &Value) -> AlarmEvent {
    AlarmEvent {
        source: "integration/vectors".into(),
        dedup_key: labels.to_string(),
        kind: AlarmKind::Trigger,
        summary: "summary".into(),
        severity: None,
        service: None,
        changed_at: Timestamp::UNIX_EPOCH,
        order: Default::default(),
        labels: serde_json::from_value(labels.clone()).unwrap(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}
