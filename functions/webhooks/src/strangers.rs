//! What the log says of requests whose key belongs to nobody.
//!
//! Must not log each of a flood, nor a key.

use callout_lambda::is_worth_a_line;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many this process has refused.
#[derive(Debug, Default)]
pub(crate) struct Strangers(AtomicU64);

impl Strangers {
    /// Notes that a request was refused; of a flood now and then.
    pub(crate) fn refused(&self, what: &str) {
        let nth = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        if is_worth_a_line(nth) {
            tracing::warn!(nth, "refused {what}: its key belongs to no integration or heartbeat");
        }
    }
}
