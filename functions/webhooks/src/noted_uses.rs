//! Which uses of keys this process has written.
//!
//! Writes nothing.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often each process writes the use of a key: people want to know the day.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// How long after a write that failed or hung the next one is tried: each try holds up a request.
const TRY_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// When this process next writes the use of each key, by its digest.
#[derive(Debug, Default)]
pub(crate) struct NotedUses(Mutex<BTreeMap<String, Timestamp>>);

impl NotedUses {
    /// Whether a use is to be written; if so, no other request tries for a minute.
    pub(crate) fn take_turn(&self, digest: &str, now: Timestamp) -> bool {
        let mut due = self.lock();
        let is_due = due.get(digest).is_none_or(|at| *at <= now);
        if is_due {
            due.insert(digest.to_owned(), later(now, TRY_AGAIN));
        }
        is_due
    }

    /// Keeps that a use was written.
    pub(crate) fn keep(&self, digest: &str, now: Timestamp) {
        self.lock().insert(digest.to_owned(), later(now, EVERY));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}
