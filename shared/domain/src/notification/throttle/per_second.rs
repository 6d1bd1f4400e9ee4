//! When messages left a contact's queue within the last second.
//!
//! Must not know which messages wait, or for whom: [`super::ContactQueue`] does.

use super::{Limit, PerSecondLimit, allowed_at};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Carriers count messages by the second.
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// The messages that left within the last second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SentLastSecond(Vec<Timestamp>);

impl SentLastSecond {
    /// When the next page may leave.
    pub(super) fn next_page(&self, per_second: Option<PerSecondLimit>, now: Timestamp) -> Timestamp {
        per_second.map_or(now, |limit| self.next(limit.pages, now))
    }

    /// When the next non-page may leave.
    pub(super) fn next_non_page(&self, per_second: Option<PerSecondLimit>, now: Timestamp) -> Timestamp {
        per_second.map_or(now, |limit| self.next(limit.non_pages, now))
    }

    /// Records that a message leaves. Without a limit per second there is nothing to record.
    pub(super) fn note(&mut self, per_second: Option<PerSecondLimit>, now: Timestamp) {
        self.0.retain(|at| at.duration_until(now) < SECOND);
        self.0.extend(per_second.map(|_| now));
    }

    /// Lets a message leave, or says when it may.
    pub(super) fn take(
        &mut self,
        is_page: bool,
        per_second: Option<PerSecondLimit>,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let at = match is_page {
            true => self.next_page(per_second, now),
            false => self.next_non_page(per_second, now),
        };
        if at > now {
            return Err(at);
        }
        self.note(per_second, now);
        Ok(())
    }

    fn next(&self, most: u32, now: Timestamp) -> Timestamp {
        allowed_at(&self.0, &[Limit { count: most, per: SECOND, smooth: false }], now)
    }
}
