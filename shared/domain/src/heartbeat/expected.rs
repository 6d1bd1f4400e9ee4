//! When a heartbeat is expected. Must not decide it.

use jiff::Timestamp;

/// When a heartbeat is expected, and from when on a missing one raises an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// When the job starts.
    pub at: Timestamp,
    /// When a missing report raises an alarm.
    pub by: Timestamp,
}
