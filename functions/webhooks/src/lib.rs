//! The public endpoint of Callout: puts what tools send over HTTPS on the alerts queue as alarm events.
//!
//! Accepts only requests with the key of an integration or a heartbeat. Decides nothing about an alarm; triage does.

pub mod config;
pub mod deps;
pub mod heartbeat;
pub mod router;
pub mod sns;

mod key_use;
mod noted_uses;
mod problem;
mod queue;
mod rate_limit;
mod reply;
mod report_limit;
mod request;
mod routes;
mod scope;
mod strangers;
