//! What alarm-intake must do with everything that may come in.
//!
//! Uses no network and no AWS.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

mod delivery;
mod door;
mod events_api;
mod fixtures;
mod heartbeats;
mod hooks;
mod published_payloads;
mod published_webhooks;
mod requests;
mod services;
mod sns;
mod totality;
mod twins;
