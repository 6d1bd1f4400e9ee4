//! Whether a schedule is covered at all times.
//!
//! Must not look into the past: a gap that is over no longer matters.

use super::schedule::Schedule;
use super::shift::Gap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The coverage of a time window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The state.
    pub state: CoverageState,
    /// When nobody is on call.
    pub gaps: Vec<Gap>,
    /// If nobody is on call now, when coverage starts again.
    pub covered_from: Option<Timestamp>,
}

/// The state of the coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// Somebody is on call all the time.
    Covered,
    /// Somebody is on call now, but not all the time.
    GapsAhead,
    /// Nobody is on call now.
    UncoveredNow,
    /// Nobody is ever on call.
    NoUsers,
}

impl Coverage {
    /// The total time in which nobody is on call.
    pub fn uncovered(&self) -> SignedDuration {
        self.gaps.iter().map(|gap| gap.start.duration_until(gap.end)).sum()
    }
}

impl Schedule {
    /// The coverage of `[now, until)`.
    pub fn coverage(&self, now: Timestamp, until: Timestamp) -> Coverage {
        let gaps = self.gaps(now, until);
        let (state, covered_from) = match gaps.first() {
            None => (CoverageState::Covered, None),
            Some(gap) if gap.start > now => (CoverageState::GapsAhead, None),
            Some(gap) if gap.end >= until => (CoverageState::NoUsers, None),
            Some(gap) => (CoverageState::UncoveredNow, Some(gap.end)),
        };
        Coverage { state, gaps, covered_from }
    }
}
