//! Which notices people asked for.
//!
//! Must not reckon when one is due; see the sibling.

use super::time::NoticeTime;
use jiff::SignedDuration;

/// Which notices people asked for.
#[derive(Debug, Clone, Default)]
pub(in crate::oncall) struct Notices {
    /// At every change of people.
    pub(in crate::oncall) change: bool,
    /// At a time of day.
    pub(in crate::oncall) time: Option<NoticeTime>,
    /// So long before people come.
    pub(in crate::oncall) before: Option<SignedDuration>,
}
