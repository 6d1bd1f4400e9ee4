//! Where something came from, for a person who has to find out what it means.
//!
//! Knows no transport.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// Where something came from, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// For people: `SNS topic alarms`, `integration sentinel`.
    pub(crate) from: String,
    /// The subject line that came with it.
    pub(crate) subject: Option<String>,
    /// What else routes can match.
    pub(crate) labels: BTreeMap<String, String>,
    /// When it was sent; when it arrived, if the sender does not say.
    pub(crate) sent_at: Timestamp,
}
