//! Times as browsers send them, by the reader's clock.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// For how long somebody may fill in a form that begins now.
const FILLED_IN: SignedDuration = SignedDuration::from_mins(5);

/// The instant of a time like `2026-11-28T03:10`.
///
/// # Errors
/// It cannot be read.
pub(crate) fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let read = text.parse::<DateTime>().ok().and_then(|time| time.to_zoned(zone.clone()).ok());
    let read = read.or_else(|| text.parse::<Timestamp>().ok().map(|at| at.to_zoned(zone.clone())));
    read.map(|zoned| zoned.timestamp())
        .ok_or_else(|| format!("“{text}” is no time; write one like 2026-11-28T03:10."))
}

/// When something begins: now if nothing is written, or at a time that is to come.
///
/// # Errors
/// It cannot be read, or is past: somebody who means tomorrow must not silence tonight.
pub(crate) fn beginning(text: &str, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, String> {
    if text.is_empty() {
        return Ok(now);
    }
    let at = instant(text, zone)?;
    match now.duration_since(at) > FILLED_IN {
        true => Err("That time is past: choose one that is to come.".to_owned()),
        false => Ok(at.max(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_begins_now_or_later_and_never_before() {
        let now: Timestamp = "2026-11-22T22:00:00Z".parse().unwrap();
        let begins = |text: &str| beginning(text, &TimeZone::UTC, now);
        assert_eq!(begins(""), Ok(now));
        assert_eq!(begins("2026-11-22T21:57"), Ok(now), "the minutes spent on the form");
        assert_eq!(begins("2026-11-23T08:00"), Ok("2026-11-23T08:00:00Z".parse().unwrap()));
        let why = begins("2026-11-22T08:00").unwrap_err();
        assert!(why.contains("is past"), "tomorrow, with the date of today: {why}");
        assert!(begins("soon").unwrap_err().contains("is no time"));
    }
}
