//! What AWS itself says of trouble comes in here and leaves as alarm events on the alerts queue.
//!
//! Decides nothing about an alarm; that is triage. What other tools send comes in over `webhooks`.

pub mod config;
pub mod handler;
