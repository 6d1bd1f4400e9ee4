//! On-call notices that wait to be sent.

use crate::PortError;
use callout_domain::oncall::Notice;
use std::future::Future;

/// The result of posting a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It is posted, and is published like every committed event.
    Now,
    /// The same notice was posted before; nothing changed.
    Before,
}

/// The store of notices: each is posted once, by any process.
pub trait Notices: Send + Sync {
    /// Posts a notice unless it was posted before.
    fn post(&self, notice: &Notice) -> impl Future<Output = Result<Posted, PortError>> + Send;
}
