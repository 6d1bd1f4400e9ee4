//! AWS formats: the envelopes around an event, and the events of each service.
//!
//! A service is recognized by the shape of its events, over any transport.

mod arn;
pub(crate) mod cloudwatch;
pub(crate) mod console;
pub(crate) mod envelope;
mod environment;
pub(crate) mod eventbridge;
pub(crate) mod notice;
mod outcome;
pub(crate) mod peel;
mod sentence;
mod services;
