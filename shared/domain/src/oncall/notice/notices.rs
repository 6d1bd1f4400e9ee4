//! The notices that a schedule sends.
//!
//! Must not calculate when one is due; see the sibling.

use super::time::NoticeTime;
use jiff::SignedDuration;

/// The notices that a schedule sends.
#[derive(Debug, Clone, Default)]
pub(in crate::oncall) struct Notices {
    /// At every handoff.
    pub(in crate::oncall) change: bool,
    /// At a time of day.
    pub(in crate::oncall) time: Option<NoticeTime>,
    /// This long before a shift starts.
    pub(in crate::oncall) before: Option<SignedDuration>,
}
