//! Which uses of keys this process has written.
//!
//! Writes nothing.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How often each process writes the use of a key: people want to know the day.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// When this process last wrote the use of each key, by its digest.
#[derive(Debug, Default)]
pub(crate) struct NotedUses(Mutex<BTreeMap<String, Timestamp>>);

impl NotedUses {
    /// Whether a use is to be written; from then on it counts as written.
    pub(crate) fn take(&self, digest: &str, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get(digest).is_some_and(|at| now.duration_since(*at) < EVERY) {
            return false;
        }
        noted.insert(digest.to_owned(), now);
        true
    }
}
