//! Hours of the week outside schedules: support hours, quiet hours, and the hours of a level.
//!
//! Must not know what happens in them.

use super::clock::Clock;
use super::days::DaySet;
use super::moment::find_zone;
use super::problem::{Problem, Problems};
use super::restriction::{Reading, Windows, read};
use super::settings::RestrictionSettings;
use super::zone::{timestamp, unix};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Weekly windows on the wall clock of a time zone.
#[derive(Debug, Clone)]
pub struct Hours {
    clock: Clock,
    /// `None` means always.
    windows: Option<Windows>,
    never: bool,
}

impl Hours {
    /// Compiles weekly windows.
    ///
    /// # Errors
    /// Returns all problems with their places in the settings.
    pub fn compile(windows: &[RestrictionSettings], zone_name: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let zone = problems.take("zone", find_zone(zone_name)).unwrap_or(TimeZone::UTC);
        let (windows, never) = match read(windows, DaySet::NONE, &mut problems) {
            Reading::Always => (None, false),
            Reading::Sometimes(windows) => (Some(windows), false),
            Reading::Never => (None, true),
        };
        problems.finish(Some(Self { clock: Clock::new(zone), windows, never }))
    }

    /// Whether an instant is in them.
    pub fn contain(&self, at: Timestamp) -> bool {
        !self.never
            && self
                .windows
                .as_ref()
                .is_none_or(|windows| windows.at(&self.clock.watch(unix(at)), unix(at)).on)
    }

    /// The first instant from `at` on outside them; `at` itself if they never end.
    pub fn end(&self, at: Timestamp) -> Timestamp {
        if self.contain(at) { self.edge(at, false).unwrap_or(at) } else { at }
    }

    /// The first instant from `at` on within them, if there is one.
    pub fn next(&self, at: Timestamp) -> Option<Timestamp> {
        if self.contain(at) { Some(at) } else { self.edge(at, true) }
    }

    /// The next instant at which the windows start (`on`) or end. They repeat weekly, so this takes a few steps.
    fn edge(&self, at: Timestamp, on: bool) -> Option<Timestamp> {
        let windows = self.windows.as_ref()?;
        let mut watch = self.clock.watch(unix(at));
        let mut force = windows.at(&watch, unix(at));
        for _ in 0..4 * (windows.pairs().len() + 2) {
            let until = force.until;
            watch.move_to(until);
            force = windows.at(&watch, until);
            if force.on == on {
                return Some(timestamp(until));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: &[&str], from: &str, to: &str, at: &str, end: &str, next: &str) {
        let days = days.iter().map(|day| (*day).to_owned()).collect();
        let window = RestrictionSettings { days, from: from.into(), to: to.into() };
        let hours = Hours::compile(&[window], "Europe/Lisbon").unwrap();
        let at: Timestamp = at.parse().unwrap();
        assert_eq!(
            (hours.end(at).to_string(), hours.next(at).unwrap().to_string()),
            (end.into(), next.into())
        );
    }

    #[test]
    fn hours_know_when_they_end_and_begin() {
        let (inside, outside) = ("2027-07-01T22:30:00Z", "2027-07-01T12:00:00Z");
        check(&[], "22:00", "07:00", inside, "2027-07-02T06:00:00Z", inside);
        check(&[], "22:00", "07:00", outside, outside, "2027-07-01T21:00:00Z");
        // A Friday evening: working hours begin on Monday.
        check(
            &["mon-fri"],
            "09:00",
            "18:00",
            "2027-01-08T19:00:00Z",
            "2027-01-08T19:00:00Z",
            "2027-01-11T09:00:00Z",
        );
    }
}
