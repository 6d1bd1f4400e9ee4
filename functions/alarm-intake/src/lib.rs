//! Receives alarms and events of AWS and puts them on the alerts queue as alarm events.
//!
//! Decides nothing about an alarm; triage does. What other tools send goes to `webhooks`.

pub mod config;
pub mod handler;
