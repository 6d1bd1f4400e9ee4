//! The door to Callout: whatever tells us of trouble comes in here and leaves as alarm events on the alerts queue.
//!
//! Decides nothing about an alarm; that is triage.

pub mod config;
pub mod handler;
pub mod heartbeat;
pub mod http;
pub mod rate;
pub mod sns;
