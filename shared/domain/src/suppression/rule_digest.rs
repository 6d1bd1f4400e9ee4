//! A digest of what a silence or a maintenance window matches, by which a hold notices that it matches something else.

use crate::ids::{ServiceName, digest, hex};
use crate::matcher::Matches;

/// The digest of conditions and services, however the settings order these.
pub(super) fn digest_of(matches: &Matches, services: &[ServiceName]) -> String {
    let mut services: Vec<&str> = services.iter().map(ServiceName::as_str).collect();
    services.sort_unstable();
    let matches = serde_json::to_string(matches).unwrap_or_default();
    let parts: Vec<&str> = [matches.as_str()].into_iter().chain(services).collect();
    hex(&digest(&parts)[..8])
}
