//! What must hold for any bytes: no panic, always an answer, nothing without bound.
//!
//! Knows nothing of libFuzzer, so that an input it found can become a test.

#![expect(clippy::unwrap_used, reason = "a check that cannot go on has found something")]

pub mod payloads;
pub mod people;
pub mod rules;
pub mod webhooks;

use jiff::Timestamp;

/// The hour at which everything arrives.
fn now() -> Timestamp {
    Timestamp::from_second(1_795_316_400).unwrap()
}
