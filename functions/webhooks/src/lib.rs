//! The public side of Callout: what tools send over HTTPS leaves as alarm events on the alerts queue.
//!
//! Nothing gets in without a key of an integration or a heartbeat. Decides nothing about an alarm; that is triage.

pub mod config;
pub mod deps;
pub mod heartbeat;
pub mod router;
pub mod sns;

mod queue;
mod rate_limit;
mod reply;
mod request;
mod routes;
