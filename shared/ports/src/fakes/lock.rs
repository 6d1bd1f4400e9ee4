//! Locks of the state that tests share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock only means that another test thread failed; the data are still valid.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
