//! Dates and times as people write them.
//!
//! Must not guess: a wall time that does not exist, or exists twice, is refused with both choices (semantics 2.4, rule
//! 4).

use super::suggest::distance;
use super::zone::{civil, first, last, local, seconds_of, timestamp, unix};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// The time zone with this name, or an error with the nearest name.
pub fn find_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        let hint = nearest_zone(name).map_or_else(
            || "write an IANA name such as `Europe/Lisbon` or `UTC`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        format!("there is no time zone `{name}`; {hint}")
    })
}

/// Parses an instant: with an offset, or a wall time in `zone` that exists exactly once. On failure, returns what to
/// write instead.
pub fn read_instant(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    instant(text, zone).map(timestamp)
}

/// [`read_instant`] in unix seconds.
pub(super) fn instant(text: &str, zone: &TimeZone) -> Result<i64, String> {
    match text.parse::<Timestamp>() {
        Ok(at) => whole_minute(text, unix(at)),
        Err(_) => exactly_once(text, wall(text)?, zone).and_then(|at| whole_minute(text, at)),
    }
}

/// A day without a time.
pub(super) fn date(text: &str) -> Result<Date, String> {
    let complaint = || format!("`{text}` is no date; write year-month-day, as in `2026-12-25`");
    if text.trim().len() > "2026-12-25".len() {
        Err(complaint())
    } else {
        text.trim().parse().map_err(|_| complaint())
    }
}

/// A time of day in seconds, `09:00` to `24:00`.
pub(crate) fn time_of_day(text: &str) -> Result<i64, String> {
    let complaint = || format!("`{text}` is no time of day; write hours and minutes, as in `09:00`");
    let (hours, minutes) = text.trim().split_once(':').ok_or_else(complaint)?;
    let number = |digits: &str| match digits.len() {
        1 | 2 if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse::<i64>().ok(),
        _ => None,
    };
    let (hours, minutes) = number(hours).zip(number(minutes)).ok_or_else(complaint)?;
    let seconds = hours * 3_600 + minutes * 60;
    if minutes < 60 && seconds <= 86_400 { Ok(seconds) } else { Err(complaint()) }
}

fn wall(text: &str) -> Result<DateTime, String> {
    // A wall time parser would ignore the zone name and read the time in `zone`.
    if text.contains('[') {
        return Err(format!(
            "`{text}` names a zone; leave `[` and what follows out, and write the zone beside it or the offset, as in \
             `2026-01-05T09:00-05:00`"
        ));
    }
    text.trim().parse().map_err(|_| {
        format!("invalid date and time `{text}`; write it as in `2026-01-05T09:00` or `2026-01-05T09:00Z`")
    })
}

fn whole_minute(text: &str, at: i64) -> Result<i64, String> {
    if at % 60 == 0 {
        Ok(at)
    } else {
        Err(format!("`{text}` is not on a whole minute; leave the seconds out"))
    }
}

fn exactly_once(text: &str, wall: DateTime, zone: &TimeZone) -> Result<i64, String> {
    let seconds = seconds_of(wall);
    let name = zone.iana_name().unwrap_or("this zone");
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { .. } => Ok(first(zone, seconds)),
        AmbiguousOffset::Fold { before, after } => Err(format!(
            "`{text}` happens twice in {name}, where clocks go back; write `{}` for the first or `{}` for the second",
            with_offset(first(zone, seconds), before),
            with_offset(last(zone, seconds), after),
        )),
        AmbiguousOffset::Gap { before, after } => {
            let skipped = i64::from(after.seconds() - before.seconds());
            let change = local(zone, first(zone, seconds));
            Err(format!(
                "`{text}` does not exist in {name}, where clocks go from {} to {}; write `{}` or `{}`",
                civil(change - skipped).strftime("%H:%M"),
                civil(change).strftime("%H:%M"),
                civil(seconds - skipped).strftime("%Y-%m-%dT%H:%M"),
                civil(seconds + skipped).strftime("%Y-%m-%dT%H:%M"),
            ))
        }
    }
}

fn with_offset(at: i64, offset: Offset) -> String {
    timestamp(at).display_with_offset(offset).to_string()
}

/// People write the city; the name in the database is `Region/City`.
fn nearest_zone(written: &str) -> Option<String> {
    let written = written.to_lowercase().replace(' ', "_");
    let allowed = written.chars().count().div_ceil(4).max(1);
    jiff::tz::db()
        .available()
        .map(|name| {
            let lower = name.as_str().to_lowercase();
            let city = lower.rsplit('/').next().unwrap_or(&lower);
            let last = written.rsplit('/').next().unwrap_or(&written);
            let whole = distance(&written, &lower);
            (whole.min(distance(last, city) + usize::from(last != written)), whole, name.as_str().to_owned())
        })
        .filter(|(near, _, _)| *near <= allowed)
        .min()
        .map(|(_, _, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, zone_name: &str, expected: &str) {
        let found = instant(text, &find_zone(zone_name).unwrap());
        let found = found.map_or_else(|complaint| complaint, |at| timestamp(at).to_string());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_time_is_read_in_its_zone_or_with_its_own_offset() {
        check("2027-01-04T09:00", "Europe/Lisbon", "2027-01-04T09:00:00Z");
        check("2027-07-05 09:00", "Europe/Lisbon", "2027-07-05T08:00:00Z");
        check("2027-07-05", "Europe/Lisbon", "2027-07-04T23:00:00Z");
        check("2027-07-05T09:00+05:30", "Europe/Lisbon", "2027-07-05T03:30:00Z");
        check("2027-07-05T09:00Z", "Europe/Lisbon", "2027-07-05T09:00:00Z");
    }

    #[test]
    fn a_time_that_happens_twice_is_refused_with_both() {
        check(
            "2027-10-31T01:30",
            "Europe/Lisbon",
            "`2027-10-31T01:30` happens twice in Europe/Lisbon, where clocks go back; write \
             `2027-10-31T01:30:00+01:00` for the first or `2027-10-31T01:30:00+00:00` for the second",
        );
        check("2027-10-31T01:30:00+00:00", "Europe/Lisbon", "2027-10-31T01:30:00Z");
    }

    #[test]
    fn a_time_with_the_name_of_a_zone_is_not_read_in_another() {
        let complaint = "names a zone; leave `[` and what follows out, and write the zone beside it or the offset, as in \
                         `2026-01-05T09:00-05:00`";
        let written = "2027-01-04T09:00[America/New_York]";
        check(written, "Europe/Lisbon", &format!("`{written}` {complaint}"));
    }

    #[test]
    fn a_time_that_does_not_exist_is_refused_with_both_neighbours() {
        check(
            "2027-03-28T01:30",
            "Europe/Lisbon",
            "`2027-03-28T01:30` does not exist in Europe/Lisbon, where clocks go from 01:00 to 02:00; write \
             `2027-03-28T00:30` or `2027-03-28T02:30`",
        );
    }

    #[test]
    fn what_is_no_time_says_how_to_write_one() {
        check(
            "next monday",
            "UTC",
            "invalid date and time `next monday`; write it as in `2026-01-05T09:00` or `2026-01-05T09:00Z`",
        );
        check(
            "2027-01-04T09:00:30",
            "UTC",
            "`2027-01-04T09:00:30` is not on a whole minute; leave the seconds out",
        );
        assert!(date("2027-02-30").is_err() && date("2027-02-28").is_ok());
        assert_eq!((time_of_day("9:05"), time_of_day("24:00")), (Ok(32_700), Ok(86_400)));
        for wrong in ["24:01", "9", "09:60", "9am", "+9:00", ""] {
            assert!(time_of_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_zone_gets_the_nearest() {
        for (written, near) in [
            ("Europe/Lisbonne", "Europe/Lisbon"),
            ("Lisbon", "Europe/Lisbon"),
            ("america/new york", "America/New_York"),
            ("Amerika/Chicago", "America/Chicago"),
        ] {
            let complaint = find_zone(written).unwrap_err();
            assert!(complaint.contains(&format!("did you mean `{near}`?")), "{complaint}");
        }
        assert!(find_zone("Middle Earth").unwrap_err().contains("write an IANA name"));
    }
}
