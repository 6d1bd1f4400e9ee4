//! What alarm-intake must do with everything that may come in.
//!
//! Uses no network and no AWS.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

mod delivery;
mod door;
mod heartbeats;
mod hooks;
mod published_webhooks;
mod requests;
mod sns;
mod twins;
