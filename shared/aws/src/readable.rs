//! Reads stored items of which one may be beyond this version.
//!
//! Must not fail: one bad item must hide no other.

use crate::items::Item;
use callout_ports::PortError;
use serde::de::DeserializeOwned;

/// The content of an item. One that cannot be read, perhaps written by a version to come, counts as absent, so that it
/// keeps nobody else's alarm from paging and hides no other incident.
pub(crate) fn readable<T: DeserializeOwned>(item: &Item) -> Option<T> {
    let log = |error: &PortError| {
        tracing::error!(%error, "a stored item cannot be read and counts as absent; deploy the version that wrote it");
    };
    item.read().inspect_err(log).ok()
}
