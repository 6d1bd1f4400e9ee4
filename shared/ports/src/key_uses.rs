//! When keys of integrations and heartbeats were last used.

use crate::PortError;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::future::Future;

/// The store of uses, by the digests that the settings know keys by.
pub trait KeyUses: Send + Sync {
    /// Stores that a key was used.
    fn note_key_use(
        &self,
        key_sha256: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// When keys were last used, as stored; those never used are left out.
    fn key_uses(
        &self,
        keys_sha256: &[String],
    ) -> impl Future<Output = Result<BTreeMap<String, Timestamp>, PortError>> + Send;
}
