//! Notes that a key was used, so that people see which of two keys a tool still sends with.
//!
//! Must not hold up or fail a request: the queue has its events already.

use crate::deps::Ports;
use callout_domain::settings::hash_key;
use callout_ports::{Clock as _, KeyUses as _};

/// Notes that a known key was used.
pub(crate) async fn note(deps: &impl Ports, key: &str) {
    let (digest, now) = (hash_key(key), deps.clock().now());
    if deps.noted_uses().take(&digest, now)
        && let Err(error) = deps.table().note_key_use(&digest, now).await
    {
        tracing::warn!(%error, "the use of a key was not noted");
    }
}
