//! How reports of colleagues go.

use crate::PortError;
use callout_domain::ids::AlertKey;
use callout_domain::incident::ReportStanding;
use jiff::Timestamp;
use std::future::Future;

/// A report that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportState {
    /// When it arrived.
    pub received_at: Timestamp,
    /// How its incident goes.
    pub standing: ReportStanding,
}

/// What is stored for receipts, by the commits that it follows from.
pub trait Receipts: Send + Sync {
    /// The report that is stored as this alert. `None` before it was taken.
    fn report_state(
        &self,
        report: &AlertKey,
    ) -> impl Future<Output = Result<Option<ReportState>, PortError>> + Send;
}
