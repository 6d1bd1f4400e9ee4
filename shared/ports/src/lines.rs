//! What waits for a contact that was reached too often.

use crate::{CommitError, PortError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::throttle::Line;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// A line as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredLine {
    /// The line.
    pub line: Line,
    /// How often it was saved; 0 for one that never was.
    pub version: u64,
}

/// The lines of all contacts.
pub trait Lines: Send + Sync {
    /// The line of one contact, as the last save left it; an empty one if there was none.
    fn line(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> impl Future<Output = Result<StoredLine, PortError>> + Send;

    /// Saves a line one version further. Over one that changed meanwhile it is a `Conflict` and leaves no trace.
    fn save_line(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        line: &StoredLine,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// A moment at which the line of a contact may move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineWake {
    /// Whose contact.
    pub responder: ResponderName,
    /// Which.
    pub contact: ContactName,
    /// When; it may come early.
    pub line_moves_at: Timestamp,
}

/// Looks at lines again later.
pub trait LineTimers: Send + Sync {
    /// Arms a timer, seen from `now`. Arming it twice may wake twice.
    fn arm_line(&self, wake: &LineWake, now: Timestamp)
    -> impl Future<Output = Result<(), PortError>> + Send;
}
