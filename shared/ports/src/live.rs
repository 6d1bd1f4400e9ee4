//! What people decide beside the settings files, with optimistic changes.

use crate::{CommitError, PortError};
use callout_domain::live::{LiveRecord, LiveVersion};
use std::future::Future;

/// Silences, windows and overrides that people made without the files.
pub trait LiveStore: Send + Sync {
    /// All of them, as the last change left them.
    fn live(&self) -> impl Future<Output = Result<LiveVersion, PortError>> + Send;

    /// Stores them with the next number and what was done. If somebody else changed them meanwhile, this is a `Conflict` and
    /// nothing is written.
    fn save_live(
        &self,
        next: &LiveVersion,
        record: &LiveRecord,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;
}
