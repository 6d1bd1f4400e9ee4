//! AWS: the envelopes that it puts around an event, and the events of each of its services.
//!
//! A service is found by the shape of its events, whatever carried them.

mod arn;
pub(crate) mod cloudwatch;
mod console;
pub(crate) mod envelope;
pub(crate) mod eventbridge;
pub(crate) mod notice;
pub(crate) mod peel;
