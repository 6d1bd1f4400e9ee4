//! When Lambda stops an invocation.
//!
//! Must not decide what is done with the time: the batch loop does.

use crate::SystemClock;
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};

/// The longest that one call of AWS takes before it fails (`shared/aws/src/config.rs`).
const ONE_OPERATION: SignedDuration = SignedDuration::from_secs(10);

/// When an invocation ends, finished or not.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Timestamp);

impl Deadline {
    /// Of an invocation. One that Lambda gave no deadline has all the time.
    pub fn of(context: &lambda_runtime::Context) -> Self {
        let millis = i64::try_from(context.deadline).ok().filter(|millis| *millis > 0);
        Self(millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()).unwrap_or(Timestamp::MAX))
    }

    /// At a time.
    pub fn at(at: Timestamp) -> Self {
        Self(at)
    }

    /// How long it is until then; nothing once it is over.
    pub fn left(self) -> std::time::Duration {
        SystemClock.now().duration_until(self.0).try_into().unwrap_or_default()
    }

    /// Whether a call that hangs could still be reported.
    pub(crate) fn leaves_time(self) -> bool {
        SystemClock.now().duration_until(self.0) > ONE_OPERATION
    }
}
