//! Change events of services.

use crate::PortError;
use callout_domain::change::Change;
use callout_domain::ids::ServiceName;
use jiff::Timestamp;
use std::future::Future;

/// The store of change events.
pub trait Changes: Send + Sync {
    /// Stores a change. Storing it twice changes nothing.
    fn keep_change(&self, change: &Change) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The changes of some services between two times (inclusive), newest first, limited to a number.
    fn changes(
        &self,
        of: &[ServiceName],
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> impl Future<Output = Result<Vec<Change>, PortError>> + Send;
}
