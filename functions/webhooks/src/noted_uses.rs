//! Which uses of keys this process has written.
//!
//! Writes nothing.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often each process writes the use of a key: people want to know the day.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// When this process last wrote the use of each key, by its digest.
#[derive(Debug, Default)]
pub(crate) struct NotedUses(Mutex<BTreeMap<String, Timestamp>>);

impl NotedUses {
    /// Whether a use is to be written.
    pub(crate) fn is_due(&self, digest: &str, now: Timestamp) -> bool {
        self.lock().get(digest).is_none_or(|at| now.duration_since(*at) >= EVERY)
    }

    /// Keeps that a use was written.
    pub(crate) fn keep(&self, digest: &str, now: Timestamp) {
        self.lock().insert(digest.to_owned(), now);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
