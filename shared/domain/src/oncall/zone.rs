//! Converts between wall times and instants. The only place that does.
//!
//! Must not know rotations or restrictions.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// The first instant at which the local clock reads `wall` or later: the first of two when clocks go back,
/// the end of the gap when they go forward. Every handoff and every start of a window is such an instant.
pub fn first_instant(zone: &TimeZone, wall: DateTime) -> Timestamp {
    timestamp(first(zone, seconds_of(wall)))
}

/// The last instant at which the local clock comes to read `wall`: the second of two when clocks go back, the
/// end of the gap when they go forward. Every end of a window is such an instant (`GoAlert` #1252).
pub fn last_instant(zone: &TimeZone, wall: DateTime) -> Timestamp {
    timestamp(last(zone, seconds_of(wall)))
}

/// The instants at which the local clock reads `wall`: twice the same one, or two where clocks go back; none where they go
/// forward over it.
pub(crate) fn instants(zone: &TimeZone, wall: DateTime) -> Option<(Timestamp, Timestamp)> {
    let is_skipped = matches!(offset(zone, seconds_of(wall)), AmbiguousOffset::Gap { .. });
    (!is_skipped).then(|| (first_instant(zone, wall), last_instant(zone, wall)))
}

/// What the local clock shows at an instant, as seconds of a clock that knows no offset.
pub(super) fn local(zone: &TimeZone, at: i64) -> i64 {
    at + i64::from(zone.to_offset(timestamp(at)).seconds())
}

/// Further than any calendar, with room to add to it.
const BEYOND: i64 = i64::MAX / 4;

/// [`first_instant`] in plain seconds.
pub(super) fn first(zone: &TimeZone, wall: i64) -> i64 {
    match offset(zone, wall) {
        AmbiguousOffset::Unambiguous { offset } => wall - seconds(offset),
        AmbiguousOffset::Gap { after, .. } => end_of_gap(zone, wall - seconds(after)),
        AmbiguousOffset::Fold { before, after } => in_fold(zone, wall, before, after),
    }
}

/// [`last_instant`] in plain seconds.
pub(super) fn last(zone: &TimeZone, wall: i64) -> i64 {
    match offset(zone, wall) {
        AmbiguousOffset::Unambiguous { offset } => wall - seconds(offset),
        AmbiguousOffset::Gap { after, .. } => end_of_gap(zone, wall - seconds(after)),
        AmbiguousOffset::Fold { before, after } => in_fold(zone, wall, after, before),
    }
}

/// Unix seconds, rounded down.
pub(super) fn unix(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// The instant of unix seconds, clamped to the range of the calendar.
pub(super) fn timestamp(seconds: i64) -> Timestamp {
    let edge = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(edge)
}

/// The date and time that a local clock shows, from its plain seconds.
pub(super) fn civil(wall: i64) -> DateTime {
    Offset::UTC.to_datetime(timestamp(wall))
}

/// The plain seconds of the date and time that a local clock shows.
pub(super) fn seconds_of(wall: DateTime) -> i64 {
    Offset::UTC.to_timestamp(wall).map_or(i64::from(wall.year().signum()) * BEYOND, unix)
}

fn offset(zone: &TimeZone, wall: i64) -> AmbiguousOffset {
    zone.to_ambiguous_timestamp(civil(wall)).offset()
}

/// The instant by one offset of a repeated hour, if that one ever applied: where a zone changes its rules and not its clock, jiff
/// takes what the rules say for what the clock showed before.
fn in_fold(zone: &TimeZone, wall: i64, wanted: Offset, other: Offset) -> i64 {
    let at = wall - seconds(wanted);
    if local(zone, at) == wall { at } else { wall - seconds(other) }
}

/// With the offset that applies after the gap, a skipped wall time is just before the change.
fn end_of_gap(zone: &TimeZone, just_before: i64) -> i64 {
    zone.following(timestamp(just_before)).next().map_or(just_before, |change| unix(change.timestamp()))
}

fn seconds(offset: Offset) -> i64 {
    i64::from(offset.seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, wall: &str, expected_first: &str, expected_last: &str) {
        let zone = TimeZone::get(zone).unwrap();
        let wall: DateTime = wall.parse().unwrap();
        assert_eq!(first_instant(&zone, wall).to_string(), expected_first, "first instant of {wall}");
        assert_eq!(last_instant(&zone, wall).to_string(), expected_last, "last instant of {wall}");
    }

    #[test]
    fn a_wall_time_that_exists_once_is_that_instant() {
        check("Europe/Lisbon", "2027-07-01T09:00", "2027-07-01T08:00:00Z", "2027-07-01T08:00:00Z");
    }

    #[test]
    fn a_skipped_wall_time_is_the_end_of_the_gap() {
        check("Europe/Lisbon", "2027-03-28T01:30", "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z");
        check("Australia/Lord_Howe", "2027-10-03T02:10", "2027-10-02T15:30:00Z", "2027-10-02T15:30:00Z");
    }

    #[test]
    fn a_repeated_wall_time_starts_at_its_first_and_ends_at_its_last() {
        check("Europe/Lisbon", "2027-10-31T01:30", "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z");
        check("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z");
    }

    #[test]
    fn a_zone_may_change_its_rules_and_not_its_clock() {
        // Greenland's summer time of 2023 became its standard time.
        check("America/Nuuk", "2023-10-28T23:00", "2023-10-29T01:00:00Z", "2023-10-29T01:00:00Z");
        check("America/Nuuk", "2023-10-28T23:59", "2023-10-29T01:59:00Z", "2023-10-29T01:59:00Z");
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_first_instant_of_its_day() {
        check("Asia/Beirut", "2027-03-28T00:00", "2027-03-27T22:00:00Z", "2027-03-27T22:00:00Z");
        check("America/Santiago", "2027-09-05T00:00", "2027-09-05T04:00:00Z", "2027-09-05T04:00:00Z");
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_panic() {
        let zone = TimeZone::get("Pacific/Kiritimati").unwrap();
        assert!(local(&zone, i64::MAX / 2) > 0);
        let _ = (
            first(&zone, i64::MIN / 2),
            first_instant(&zone, DateTime::MAX),
            last_instant(&zone, DateTime::MIN),
        );
    }
}
