//! Stand-ins for the outside world, and payloads in files.
//!
//! Holds no expectation.

use callout_domain::alarm::AlarmEvent;
use callout_lambda::Deadline;
use callout_ports::{AlertQueue, PortError};
use jiff::Timestamp;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Mutex;

/// An invocation that nobody cuts short.
pub(crate) fn all_the_time() -> Deadline {
    Deadline::at(Timestamp::MAX)
}

pub(crate) fn received_at() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// Remembers what was sent; refuses those whose summary holds a word.
#[derive(Debug, Default)]
pub(crate) struct FakeQueue {
    pub(crate) sent: Mutex<Vec<AlarmEvent>>,
    pub(crate) calls: Mutex<usize>,
    pub(crate) refuses: Option<&'static str>,
}

impl AlertQueue for FakeQueue {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        *self.calls.lock().unwrap() += 1;
        events.iter().map(|event| self.take(event)).collect()
    }
}

impl FakeQueue {
    fn take(&self, event: &AlarmEvent) -> Result<(), PortError> {
        if self.refuses.is_some_and(|word| event.summary.contains(word)) {
            return Err(PortError::unavailable("send to the alerts queue", "it is away"));
        }
        self.sent.lock().unwrap().push(event.clone());
        Ok(())
    }
}

/// A payload of ours.
pub(crate) fn fixture(name: &str) -> Value {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alarms");
    let text = std::fs::read_to_string(fixtures.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}
