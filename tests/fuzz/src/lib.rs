//! What must hold for any bytes: no panic, always an answer, nothing without bound.
//!
//! Knows nothing of libFuzzer, so that an input it found can become a test. The parsers of alarm-intake are taken in as
//! source: as a dependency the function would bring the AWS SDK along.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has found something")]

pub mod alarms;
pub mod doors;
pub mod people;
pub mod rules;

#[path = "../../../functions/alarm-intake/src"]
#[expect(dead_code, reason = "some of it is for the function only")]
mod alarm_intake {
    pub(crate) mod alertmanager;
    pub(crate) mod datadog;
    pub(crate) mod event;
    pub(crate) mod events;
    pub(crate) mod formats;
    pub(crate) mod grafana;
    pub(crate) mod hook;
    pub(crate) mod pagerduty;
    pub(crate) mod words;
}

// The parsers know each other by these names.
use alarm_intake::{alertmanager, datadog, event, events, formats, grafana, hook, pagerduty, words};
use jiff::Timestamp;

/// The hour at which everything arrives.
fn now() -> Timestamp {
    Timestamp::from_second(1_795_316_400).unwrap()
}
