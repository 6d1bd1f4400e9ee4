//! When Lambda stops an invocation.
//!
//! Must not decide what is done with the time: the batch loop does.

use crate::{Postponed, SystemClock};
use anyhow::{Context as _, Result};
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};
use std::future::Future;
use std::time::Duration;

/// Enough for a message whose calls answer, with one try that hangs (3 s, `shared/aws/src/config.rs`) on the way. The
/// longest operation (10 s) would leave only the first third of an invocation to begin anything; work that hangs for
/// so long is cut off instead.
const ONE_MESSAGE: Duration = Duration::from_secs(4);

/// The time that it takes to report which messages failed, and to let them come again.
pub(crate) const TO_REPORT: Duration = Duration::from_secs(1);

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
    pub fn left(self) -> Duration {
        SystemClock.now().duration_until(self.0).try_into().unwrap_or_default()
    }

    /// Begins nothing that may not end before the invocation does, and cuts off what hangs when no more than `reserve` is
    /// left: so long it takes to report, or to record, what was done.
    ///
    /// # Errors
    /// The work failed; it was cut off; or it was put off.
    pub async fn run<T>(self, reserve: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
        if self.left() <= ONE_MESSAGE {
            return Err(Postponed { by: SignedDuration::ZERO }.into());
        }
        let done = tokio::time::timeout(self.left().saturating_sub(reserve), work).await;
        done.context("it was cut off shortly before the invocation ended")?
    }

    /// Gives work the rest of the invocation.
    pub(crate) async fn until_the_end(self, work: impl Future<Output = ()>) {
        let most = self.left().saturating_sub(TO_REPORT / 2);
        let _ = tokio::time::timeout(most, work).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_hangs_is_cut_off_before_the_invocation_is() {
        let soon = Deadline::at(SystemClock.now() + ONE_MESSAGE * 2);
        let hung = soon.run::<()>(ONE_MESSAGE * 2, std::future::pending()).await.unwrap_err();
        assert!(hung.to_string().starts_with("it was cut off"), "{hung:#}");
        assert!(soon.run(TO_REPORT, async { Ok(()) }).await.is_ok());
    }
}
