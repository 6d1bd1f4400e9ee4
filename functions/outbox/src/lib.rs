//! Outbox: tells the world what was committed, and arms the timers it asks for.
//!
//! Decides nothing and writes no incident: whatever is here was committed before.

pub mod config;
pub mod handler;
