//! Payloads in files, and when they came.
//!
//! Holds no expectation.

use callout_lambda::Deadline;
use jiff::Timestamp;
use serde_json::Value;
use std::path::PathBuf;

/// An invocation that nobody cuts short.
pub(crate) fn all_the_time() -> Deadline {
    Deadline::at(Timestamp::MAX)
}

pub(crate) fn received_at() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// A payload of ours.
pub(crate) fn fixture(name: &str) -> Value {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alarms");
    let text = std::fs::read_to_string(fixtures.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}
