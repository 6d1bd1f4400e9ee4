//! What `webhooks` must do with everything that may be sent to it.
//!
//! Uses no network and no AWS.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and one that is skipped says so"
)]

mod app;
mod fakes;
mod heartbeats;
mod keys;
mod problems;
mod published_webhooks;
mod requests;
mod sns;
mod tools;
mod transport;
