//! What `alarm-intake` must do with everything that AWS may send.
//!
//! Uses no network and no AWS.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fakes;
mod incoming;
mod invocations;
