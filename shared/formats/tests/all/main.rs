//! What must become of everything that AWS and other tools may send.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

mod events_api;
mod fixtures;
mod managed_prometheus;
mod mapped;
mod monitors;
mod page;
mod published_payloads;
mod queue_messages;

mod samples;
mod services;
mod topics;
mod totality;
mod unknown;
mod webhooks;
