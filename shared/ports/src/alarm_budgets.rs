//! How many new alarms each integration brings.

use crate::PortError;
use jiff::Timestamp;
use std::future::Future;

/// The counts of new alarms.
pub trait AlarmBudgets: Send + Sync {
    /// Adds new alarms to the count of an integration for the minute of `at`; how many it has then.
    fn count_new_alarms(
        &self,
        integration: &str,
        at: Timestamp,
        count: u64,
    ) -> impl Future<Output = Result<u64, PortError>> + Send;
}
