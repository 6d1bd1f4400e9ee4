//! When a job is expected that starts by a wall clock.
//!
//! Must not demand what a clock does not show: an hour that is skipped expects nothing, and in one that comes twice either
//! time will do.

use super::cron::Cron;
use crate::oncall::{DaySet, find_zone, instants, time_of_day};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How many days are searched for the next start: a 29 February is at most eight years away.
const LONGEST_SEARCH: usize = 366 * 8 + 1;
/// How much earlier than its start a job may report: the clocks of two machines differ.
const EARLY: SignedDuration = SignedDuration::from_mins(1);

/// The starts of a job by the wall clock of a zone.
#[derive(Debug, Clone)]
pub(super) struct WallClock {
    zone: TimeZone,
    cron: Cron,
}

/// One start: the instant at which the clock shows its time, and, where clocks go back over it, the second such instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
}

impl WallClock {
    /// The starts at a time of day. On failure, returns the key that is wrong, and what to write instead.
    pub(super) fn daily(
        at: &str,
        days: &[String],
        zone: Option<&str>,
    ) -> Result<Self, (&'static str, String)> {
        let minutes = match time_of_day(at).map_err(|why| ("at", why))? / 60 {
            minutes @ ..1_440 => minutes,
            _ => return Err(("at", "`24:00` is the next day already; write `00:00`".to_owned())),
        };
        let days = match days {
            [] => DaySet::ALL,
            some => DaySet::parse(some.iter().map(String::as_str)).map_err(|why| ("days", why))?,
        };
        Ok(Self { zone: zone_of(zone)?, cron: Cron::daily(minutes, days.iter()) })
    }

    /// The starts of a cron line. On failure, returns the key that is wrong, and what to write instead.
    pub(super) fn cron(line: &str, zone: Option<&str>) -> Result<Self, (&'static str, String)> {
        let cron = Cron::parse(line).map_err(|why| ("cron", why))?;
        Ok(Self { zone: zone_of(zone)?, cron })
    }

    /// Whether it ever starts: no February has a 31st.
    pub(super) fn comes(&self) -> bool {
        self.after(Timestamp::UNIX_EPOCH).is_some()
    }

    /// The first start that a report at an instant does not stand for.
    pub(super) fn after_report(&self, at: Timestamp) -> Option<Start> {
        self.after(at.saturating_add(EARLY).unwrap_or(Timestamp::MAX))
    }

    /// The first start after an instant.
    pub(super) fn after(&self, at: Timestamp) -> Option<Start> {
        // Where clocks go back over midnight, the date goes back, too.
        let today = at.to_zoned(self.zone.clone()).date();
        let mut date = today.yesterday().unwrap_or(today);
        for _ in 0..LONGEST_SEARCH {
            let found = if self.cron.is_on(date) { self.on(date, at) } else { None };
            if found.is_some() {
                return found;
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    fn on(&self, date: Date, after: Timestamp) -> Option<Start> {
        let walls = self.cron.times().map(|(hour, minute)| date.at(hour, minute, 0, 0));
        let starts = walls.filter_map(|wall| instants(&self.zone, wall));
        starts.map(|(first, last)| Start { first, last }).find(|start| start.first > after)
    }
}

fn zone_of(name: Option<&str>) -> Result<TimeZone, (&'static str, String)> {
    let name = name.ok_or_else(|| {
        (
            "zone",
            "is missing: write the time zone of the job's clock, as in zone = \"Europe/Lisbon\"".to_owned(),
        )
    })?;
    find_zone(name).map_err(|why| ("zone", why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, zone: &str, after: &str, expected: &[(&str, &str)]) {
        let clock = WallClock::cron(line, Some(zone)).unwrap();
        let mut at: Timestamp = after.parse().unwrap();
        for (first, last) in expected {
            let start = clock.after(at).unwrap();
            let instant = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(
                start,
                Start { first: instant(first), last: instant(last) },
                "{line} in {zone} after {at}"
            );
            at = start.first;
        }
    }

    #[test]
    fn starts_follow_the_wall_clock_over_the_short_night_and_the_long_one() {
        let same = |at: &'static str| (at, at);
        check(
            "30 2 * * *",
            "Europe/Lisbon",
            "2027-03-27T02:30:00Z",
            &[same("2027-03-28T01:30:00Z"), same("2027-03-29T01:30:00Z")],
        );
        check(
            "30 2 * * *",
            "Europe/Lisbon",
            "2027-10-30T01:30:00Z",
            &[same("2027-10-31T02:30:00Z"), same("2027-11-01T02:30:00Z")],
        );
    }

    #[test]
    fn a_skipped_time_is_not_expected_and_a_repeated_one_has_two_instants() {
        check(
            "30 1 * * *",
            "Europe/Lisbon",
            "2027-03-27T01:30:00Z",
            &[("2027-03-29T00:30:00Z", "2027-03-29T00:30:00Z")],
        );
        check(
            "30 1 * * *",
            "Europe/Lisbon",
            "2027-10-30T00:30:00Z",
            &[
                ("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"),
                ("2027-11-01T01:30:00Z", "2027-11-01T01:30:00Z"),
            ],
        );
        // Midnight itself comes twice, and the date goes back with it.
        check(
            "30 23 * * *",
            "America/Asuncion",
            "2024-03-23T02:00:00Z",
            &[
                ("2024-03-23T02:30:00Z", "2024-03-23T02:30:00Z"),
                ("2024-03-24T02:30:00Z", "2024-03-24T03:30:00Z"),
            ],
        );
    }

    #[test]
    fn a_day_that_is_rare_is_found_and_one_that_never_comes_is_not() {
        check(
            "0 3 29 2 *",
            "UTC",
            "2096-03-01T00:00:00Z",
            &[("2104-02-29T03:00:00Z", "2104-02-29T03:00:00Z")],
        );
        assert!(!WallClock::cron("0 3 31 2 *", Some("UTC")).unwrap().comes());
    }
}
