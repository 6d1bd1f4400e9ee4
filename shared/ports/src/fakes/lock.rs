//! Locks of a world that tests share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock only means that a test failed elsewhere; the data are still the data.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
