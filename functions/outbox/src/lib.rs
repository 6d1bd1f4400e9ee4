//! Outbox: publishes what was committed and arms the timers it needs.
//!
//! Decides nothing and writes no incident: everything it publishes was committed before.

pub mod config;
pub mod handler;
