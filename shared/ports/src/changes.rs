//! What was changed, and when.

use crate::PortError;
use callout_domain::change::Change;
use callout_domain::ids::ServiceName;
use jiff::Timestamp;
use std::future::Future;

/// The changes of the last months.
pub trait Changes: Send + Sync {
    /// Keeps a change. Keeping it twice changes nothing.
    fn keep_change(&self, change: &Change) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The latest changes of some services between two instants, both included, newest first, at most so many.
    fn changes(
        &self,
        of: &[ServiceName],
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> impl Future<Output = Result<Vec<Change>, PortError>> + Send;
}
