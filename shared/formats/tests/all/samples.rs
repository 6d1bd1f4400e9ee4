//! Payloads in files, and what they become.
//!
//! Holds no expectation.

use callout_domain::alarm::AlarmEvent;
use callout_formats::Parsed;
use callout_formats::payload::parse;
use jiff::Timestamp;
use serde_json::Value;
use std::path::{Path, PathBuf};

pub(crate) fn received_at() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// A payload of ours.
pub(crate) fn fixture(name: &str) -> Value {
    read(&fixtures().join(format!("{name}.json")))
}

/// The names and contents of the files in another folder of fixtures, in order.
pub(crate) fn files(folder: &str) -> Vec<(String, Value)> {
    let folder = fixtures().with_file_name(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), read(path))).collect()
}

/// The names of all payloads of ours, in order.
pub(crate) fn fixture_names() -> Vec<String> {
    let entries = std::fs::read_dir(fixtures()).unwrap();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|entry| stem(entry.unwrap().path())).collect();
    names.sort();
    names
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alarms")
}

pub(crate) fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// All events in a payload, what is ignored left out.
pub(crate) fn events(payload: &Value) -> Vec<AlarmEvent> {
    events_of(parse(payload, received_at()))
}

/// The events among what was read.
pub(crate) fn events_of(parsed: Vec<Parsed>) -> Vec<AlarmEvent> {
    let parsed = parsed.into_iter();
    parsed.filter_map(|parsed| if let Parsed::Event(event) = parsed { Some(*event) } else { None }).collect()
}

/// The one event in a payload.
pub(crate) fn event(payload: &Value) -> AlarmEvent {
    let mut all = events(payload);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

/// A folder of payloads or vectors that a developer may point at.
pub(crate) fn folder(variable: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test's own switch, not a setting of a function")]
    let folder = std::env::var(variable).ok().filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {variable} names no folder");
    }
    folder
}
