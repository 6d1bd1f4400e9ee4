//! What a policy's people were called out for lately: whose turn it is, and whether a storm is on.
//!
//! Counts openings; does not decide what happens in a storm.

use crate::delay::Delay;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most openings remembered; also the most that [`StormSettings::incidents`] can ask for.
pub const MOST_OPENINGS: usize = 50;

/// When so many incidents open for one policy that one page about all of them says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StormSettings {
    /// So many incidents of one policy within the time; what comes after them joins one incident. 0 switches it off.
    pub incidents: usize,
    /// The time.
    pub within: Delay,
}

impl Default for StormSettings {
    fn default() -> Self {
        Self { incidents: 10, within: Delay::minutes(5) }
    }
}

impl StormSettings {
    /// Whether nothing differs from what holds anyway.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The incidents of one policy, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyHistory {
    /// The optimistic lock; 0 for one that was never stored.
    pub version: u64,
    /// How many incidents it had: whose turn it is on a level that pages one of several.
    pub turns: u64,
    /// When the latest of them opened, oldest first.
    pub openings: Vec<Timestamp>,
}

impl PolicyHistory {
    /// One incident more.
    pub fn after_opening(&self, now: Timestamp) -> Self {
        let skip = (self.openings.len() + 1).saturating_sub(MOST_OPENINGS);
        let openings = self.openings.iter().copied().skip(skip).chain([now]).collect();
        Self { version: self.version + 1, turns: self.turns + 1, openings }
    }

    /// Whether so many opened lately that the next one joins a bundle.
    pub fn is_in_storm(&self, storm: &StormSettings, now: Timestamp) -> bool {
        let lately = |at: &&Timestamp| now.duration_since(**at) < storm.within.0;
        storm.incidents > 0 && self.openings.iter().filter(lately).count() >= storm.incidents
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + 60 * n).unwrap()
    }

    #[test]
    fn a_storm_is_many_incidents_in_a_short_time_and_ends_by_itself() {
        let storm = StormSettings { incidents: 3, within: Delay::minutes(5) };
        let owner = (0..3).fold(PolicyHistory::default(), |owner, n| owner.after_opening(minute(n)));
        assert!(owner.is_in_storm(&storm, minute(4)));
        assert!(!owner.is_in_storm(&storm, minute(5)), "the first is five minutes old");
        assert!(!owner.is_in_storm(&StormSettings { incidents: 0, ..storm }, minute(4)), "switched off");
        assert_eq!((owner.turns, owner.version), (3, 3));
    }

    #[test]
    fn only_the_latest_openings_are_kept() {
        let owner = (0..80).fold(PolicyHistory::default(), |owner, n| owner.after_opening(minute(n)));
        assert_eq!((owner.openings.len(), owner.openings[0]), (MOST_OPENINGS, minute(30)));
    }
}
