//! Integrations: tools that send events with a key, and what each key may do.
//!
//! A key is a secret that many people get to see, so it may do little until its settings say more.

use crate::ids::ServiceName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The beginning of the source of every event that was sent with the key of an integration: `integration/<name>`.
const INTEGRATION: &str = "integration/";

/// A tool that sends events over HTTPS, and what its key may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// SHA-256 digests of its keys in hexadecimal. Two are valid while one is being replaced.
    pub key_sha256: Vec<String>,
    /// The service its alarms belong to. Default: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// ARNs of the SNS topics that may send to `/v1/sns` with its key. Messages of other topics are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Whether an acknowledgement in the tool acknowledges the incident, if nothing but the tool's own alerts fires in
    /// it. Otherwise it marks the tool's own alert, and paging goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_acknowledge: bool,
}

/// The name of the integration whose key an event of this source was sent with.
pub(super) fn integration_of(source: &str) -> Option<&str> {
    source.strip_prefix(INTEGRATION)?.split('/').next()
}
