//! How the same went last time, as stored. Must not say that it is the same cause.

use crate::incident::Actor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How the incident of the same group before this one ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastTime {
    /// Its number.
    pub number: u64,
    /// When it ended.
    pub ended_at: Timestamp,
    /// The person who ended it; none if its alarms did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What people wrote last before that; empty if nobody did. Untrusted text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
