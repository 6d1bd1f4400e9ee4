//! Escalate: timers that come back ask whether anything is due, and a sweep finds those that never came. The sweep also
//! posts what people are to hear about who is on call, and tells triage of heartbeats that fell silent.
//!
//! Pages nobody itself: the outbox tells the world what was committed.

pub mod config;
mod count;
pub mod handler;
pub mod heartbeats;
pub mod notices;
