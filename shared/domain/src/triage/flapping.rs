//! Flapping alarms: they share one incident, which resolves after a quiet time.

use crate::delay::Delay;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most firings of an alarm that are kept, and the maximum of [`FlappingSettings::cycles`].
pub const MOST_FIRINGS: usize = 10;

/// When an alarm counts as flapping, and how long it must stay quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FlappingSettings {
    /// How often it must start firing within `within`, at most 10. 0 switches flapping detection off.
    pub cycles: usize,
    /// The period in which firings count.
    pub within: Delay,
    /// How long it must stay quiet before its incident resolves.
    pub quiet: Delay,
}

impl Default for FlappingSettings {
    fn default() -> Self {
        Self { cycles: 3, within: Delay::minutes(15), quiet: Delay::minutes(15) }
    }
}

impl FlappingSettings {
    /// Whether all values are the defaults.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// How long the incident of an alarm with these firings, oldest first, waits for quiet. `None` if it is not
    /// flapping.
    pub fn quiet_after(&self, firings: &[Timestamp]) -> Option<SignedDuration> {
        let nth = firings.len().checked_sub(self.cycles)?;
        let (first, last) = (firings.get(nth)?, firings.last()?);
        (last.duration_since(*first) <= self.within.0).then_some(self.quiet.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(minutes: &[i64], flaps: bool) {
        let firings: Vec<_> =
            minutes.iter().map(|n| Timestamp::from_second(1_795_000_000 + 60 * n).unwrap()).collect();
        assert_eq!(FlappingSettings::default().quiet_after(&firings).is_some(), flaps, "{minutes:?}");
    }

    #[test]
    fn three_firings_in_a_quarter_of_an_hour_flap() {
        check(&[], false);
        check(&[0, 5], false);
        check(&[0, 5, 15], true);
        check(&[0, 5, 16], false);
        check(&[0, 60, 65, 70], true);
        let off = FlappingSettings { cycles: 0, ..FlappingSettings::default() };
        assert_eq!(off.quiet_after(&[Timestamp::UNIX_EPOCH]), None);
    }
}
