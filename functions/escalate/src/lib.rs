//! Escalate: timers that come back ask whether anything is due, and a sweep finds those that never came.
//!
//! Pages nobody itself: the outbox tells the world what was committed.

pub mod config;
pub mod handler;
