//! Notices about who is on call, on their way to those concerned.

use crate::PortError;
use callout_domain::oncall::Notice;
use std::future::Future;

/// What came of posting a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It is posted, and is told like anything else that was committed.
    Now,
    /// One of its identity was posted before; nothing happened.
    Before,
}

/// Where notices are posted, each once, whoever posts them.
pub trait Notices: Send + Sync {
    /// Posts a notice unless one of its identity was.
    fn post(&self, notice: &Notice) -> impl Future<Output = Result<Posted, PortError>> + Send;
}
