//! The recent incidents of a policy: whose turn it is, and whether there is an alert storm.
//!
//! Counts incidents; must not decide what happens in a storm.

use crate::delay::Delay;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most incidents kept, and the maximum of [`StormSettings::incidents`].
pub const MOST_OPENINGS: usize = 50;

/// When so many incidents open for one policy that they share one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StormSettings {
    /// How many incidents of one policy within `within` make a storm. Later ones join one incident. 0 switches storm
    /// detection off.
    pub incidents: usize,
    /// The period in which incidents count.
    pub within: Delay,
}

impl Default for StormSettings {
    fn default() -> Self {
        Self { incidents: 10, within: Delay::minutes(5) }
    }
}

impl StormSettings {
    /// Whether all values are the defaults.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The incidents of one policy, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyHistory {
    /// The version for optimistic locking; 0 if never stored.
    pub version: u64,
    /// The number of incidents. Determines whose turn it is on a level that pages one of several people.
    pub turns: u64,
    /// When the latest ones opened, oldest first.
    pub openings: Vec<Timestamp>,
    /// The same of those that integrations reported: they make no storm for alarms of AWS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings_by_integrations: Vec<Timestamp>,
}

impl PolicyHistory {
    /// The history after one more incident.
    pub fn after_opening(&self, now: Timestamp, by_integration: bool) -> Self {
        let mut next = Self { version: self.version + 1, turns: self.turns + 1, ..self.clone() };
        let openings = if by_integration { &mut next.openings_by_integrations } else { &mut next.openings };
        openings.push(now);
        openings.drain(..openings.len().saturating_sub(MOST_OPENINGS));
        next
    }

    /// The history after an incident that a person declared: it takes a turn, and makes no storm in which alarms join.
    pub fn after_declaration(&self) -> Self {
        Self { version: self.version + 1, turns: self.turns + 1, ..self.clone() }
    }

    /// Whether enough incidents opened recently that the next one joins a bundle. Whoever has a key of an integration must not
    /// be able to make a storm in which alarms of AWS join without a page.
    pub fn is_in_storm(&self, storm: &StormSettings, now: Timestamp, by_integration: bool) -> bool {
        let others = self.openings_by_integrations.iter().filter(|_| by_integration);
        let lately = |at: &&Timestamp| now.duration_since(**at) < storm.within.0;
        storm.incidents > 0 && self.openings.iter().chain(others).filter(lately).count() >= storm.incidents
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
        let owner = (0..3).fold(PolicyHistory::default(), |owner, n| owner.after_opening(minute(n), false));
        assert!(owner.is_in_storm(&storm, minute(4), false));
        assert!(!owner.is_in_storm(&storm, minute(5), false), "the first is five minutes old");
        assert!(
            !owner.is_in_storm(&StormSettings { incidents: 0, ..storm }, minute(4), false),
            "switched off"
        );
        assert_eq!((owner.turns, owner.version), (3, 3));
    }

    #[test]
    fn incidents_of_integrations_make_a_storm_for_integrations_only() {
        let storm = StormSettings { incidents: 3, within: Delay::minutes(5) };
        let owner = (0..4).fold(PolicyHistory::default(), |owner, n| owner.after_opening(minute(n), n > 0));
        assert!(owner.is_in_storm(&storm, minute(4), true));
        assert!(!owner.is_in_storm(&storm, minute(4), false));
        assert_eq!(owner.turns, 4);
    }

    #[test]
    fn only_the_latest_openings_are_kept() {
        let owner = (0..80).fold(PolicyHistory::default(), |owner, n| owner.after_opening(minute(n), false));
        assert_eq!((owner.openings.len(), owner.openings[0]), (MOST_OPENINGS, minute(30)));
    }
}
