//! What people did.

use crate::PortError;
use callout_domain::audit::{AuditEntry, AuditPlace};
use std::future::Future;

/// Some entries, newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AuditPart {
    /// The entries. Those that cannot be read are left out.
    pub entries: Vec<AuditEntry>,
    /// The place from which to read on; none if nothing is older.
    pub older: Option<AuditPlace>,
}

/// What people did. Each entry is written with what it tells of, all or nothing, and never again.
pub trait AuditLog: Send + Sync {
    /// What people did before a place, or till now, newest first: so many are read. May lag behind the last ones.
    fn audit(
        &self,
        before: Option<&AuditPlace>,
        most: usize,
    ) -> impl Future<Output = Result<AuditPart, PortError>> + Send;
}
