//! What must hold for any bytes: no panic, always an answer, nothing without bound.
//!
//! Knows nothing of libFuzzer, so that an input it found can become a test. The parsers of alarm-intake are taken in as
//! source: as a dependency the function would bring the AWS SDK along.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has found something")]

pub mod doors;
pub mod events;
pub mod people;
pub mod rules;

#[path = "../../../functions/alarm-intake/src"]
#[expect(dead_code, reason = "some of it is for the function only")]
mod alarm_intake {
    pub(crate) mod event;
    pub(crate) mod pagerduty;
}

// The parsers know each other by these names.
use alarm_intake::{event, pagerduty};
use jiff::Timestamp;

/// The hour at which everything arrives.
fn now() -> Timestamp {
    Timestamp::from_second(1_795_316_400).unwrap()
}
