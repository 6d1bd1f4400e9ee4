//! The origin of an event, for a person who must find out what it means.
//!
//! Knows no transport.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// The origin and time of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// For people: `SNS topic alarms`, `integration sentinel`.
    pub(crate) from: String,
    /// The subject line that came with it.
    pub(crate) subject: Option<String>,
    /// More labels for routes.
    pub(crate) labels: BTreeMap<String, String>,
    /// When it was sent, else when it arrived.
    pub(crate) sent_at: Timestamp,
}
