//! Times as people type them at the prompt.
//!
//! Must not guess where a clock is ambiguous: the domain refuses with both choices.

use crate::clock;
use anyhow::{Error, Result};
use callout_domain::oncall::read_instant;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, civil};

/// An instant, and how the settings write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) at: Timestamp,
    pub(crate) text: String,
}

/// The instant that was typed, if one was; a time without an offset is one of this machine's clock.
pub(crate) fn instant(text: Option<&str>, now: Timestamp) -> Result<Timestamp> {
    match text.map(|text| (text, text.trim().parse())) {
        None => Ok(now),
        Some((_, Ok(at))) => Ok(at),
        Some((text, Err(_))) => Ok(Typed::read(text, &clock::zone(), now)?.at),
    }
}

impl Typed {
    /// Reads `2026-12-24T18:00` by the clock of the zone, an instant with an offset, `now`, or `18:00`: the next such
    /// time after another.
    pub(crate) fn read(text: &str, zone: &TimeZone, after: Timestamp) -> Result<Self> {
        let text = text.trim();
        if text == "now" {
            return Ok(Self::of(minute(after), zone));
        }
        match time_of_day(text) {
            Some(time) => Self::next(time, zone, after),
            None => {
                let at = read_instant(text, zone).map_err(Error::msg)?;
                // An instant that somebody wrote with its offset stays as written.
                let spelt = text.parse::<Timestamp>().is_ok();
                Ok(if spelt { Self { at, text: text.to_owned() } } else { Self::of(at, zone) })
            }
        }
    }

    /// By the clock of the zone, if that clock shows the time only once.
    pub(crate) fn of(at: Timestamp, zone: &TimeZone) -> Self {
        let wall = at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
        let text = match read_instant(&wall, zone) {
            Ok(read) if read == at => wall,
            _ => at.strftime("%Y-%m-%dT%H:%MZ").to_string(),
        };
        Self { at, text }
    }

    fn next(time: civil::Time, zone: &TimeZone, after: Timestamp) -> Result<Self> {
        let now = after.to_zoned(zone.clone()).datetime();
        let day = if time > now.time() { now.date() } else { now.date() + 1.day() };
        let wall = day.to_datetime(time).strftime("%Y-%m-%dT%H:%M").to_string();
        let at = read_instant(&wall, zone).map_err(Error::msg)?;
        Ok(Self { at, text: wall })
    }
}

/// `18:00` or `6:30`, and nothing longer.
fn time_of_day(text: &str) -> Option<civil::Time> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| (part.len() <= 2).then(|| part.parse::<i8>().ok()).flatten();
    civil::Time::new(digits(hours)?, digits(minutes)?, 0, 0).ok()
}

fn minute(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let after = "2027-10-30T17:30:20Z".parse().unwrap();
        let found = Typed::read(typed, &zone, after).map(|it| format!("{} = {}", it.text, it.at));
        assert_eq!(found.unwrap_or_else(|error| error.to_string()), expected);
    }

    #[test]
    fn a_time_is_typed_as_one_says_it() {
        check("2027-12-24T18:00", "2027-12-24T18:00 = 2027-12-24T18:00:00Z");
        check("2027-12-24", "2027-12-24T00:00 = 2027-12-24T00:00:00Z");
        check("2027-07-24T18:00+02:00", "2027-07-24T18:00+02:00 = 2027-07-24T16:00:00Z");
        check("19:00", "2027-10-30T19:00 = 2027-10-30T18:00:00Z");
        check("18:30", "2027-10-31T18:30 = 2027-10-31T18:30:00Z");
        check("now", "2027-10-30T18:30 = 2027-10-30T17:30:00Z");
    }

    #[test]
    fn a_time_that_happens_twice_tomorrow_is_refused_with_both() {
        check(
            "1:30",
            "`2027-10-31T01:30` happens twice in Europe/Lisbon, where clocks go back; write `2027-10-31T01:30:00+01:00` \
             for the first or `2027-10-31T01:30:00+00:00` for the second",
        );
    }

    #[test]
    fn an_instant_may_be_typed_short() {
        let now = "2027-10-30T17:30:20Z".parse().unwrap();
        let check = |typed: Option<&str>, expected: &str| {
            let found = instant(typed, now).map(|at| at.to_string());
            assert_eq!(found.unwrap_or_else(|error| error.to_string()), expected);
        };
        check(None, "2027-10-30T17:30:20Z");
        check(Some("18:00"), "2027-10-30T18:00:00Z");
        check(Some("2027-12-24T18:00"), "2027-12-24T18:00:00Z");
        check(Some("2027-12-24T18:00:05+01:00"), "2027-12-24T17:00:05Z");
        let invalid =
            "invalid date and time `Friday`; write it as in `2026-01-05T09:00` or `2026-01-05T09:00Z`";
        check(Some("Friday"), invalid);
    }

    #[test]
    fn an_end_that_the_clock_shows_twice_is_written_as_an_instant() {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let typed = Typed::of("2027-10-31T01:30Z".parse().unwrap(), &zone);
        assert_eq!(typed.text, "2027-10-31T01:30Z");
    }
}
