//! Whether somebody is always on call.
//!
//! Must not look into the past: a gap that is over pages nobody and helps nobody.

use super::schedule::Schedule;
use super::shift::Gap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How well a window of time is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// In a word.
    pub state: CoverageState,
    /// When nobody is on call.
    pub gaps: Vec<Gap>,
    /// If nobody is on call now: when somebody is again.
    pub covered_from: Option<Timestamp>,
}

/// How well a window of time is covered, in a word.
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
    /// How long nobody is on call, all gaps together.
    pub fn uncovered(&self) -> SignedDuration {
        self.gaps.iter().map(|gap| gap.start.duration_until(gap.end)).sum()
    }
}

impl Schedule {
    /// How well `[now, until)` is covered.
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
