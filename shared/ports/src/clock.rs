//! The time, as a port: only the adapters read a real clock.

use jiff::Timestamp;

/// A clock.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}
