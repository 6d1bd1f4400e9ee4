//! Which settings are active, since when, and where they come from. Must not decide anything by it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who activated settings, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The git commit that the files' checkout was at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Whether the files had changes that were not in the commit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncommitted: bool,
}

/// Which settings are active, since when, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppliedVersion {
    /// Names the content.
    pub version: String,
    /// How many times settings were activated.
    pub number: u64,
    /// Since when.
    pub applied_at: Timestamp,
    /// Who activated them.
    #[serde(flatten)]
    pub origin: Origin,
}
