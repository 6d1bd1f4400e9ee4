//! The one clock of this command: times as the clock of this machine shows them, or UTC.
//! Must not decide anything by it: zones of schedules, jobs and windows are the settings'.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::OnceLock;

/// The zone in which times are shown and typed.
static ZONE: OnceLock<TimeZone> = OnceLock::new();

/// Where systems link to the zone of their clock.
const LOCAL_TIME: &str = "/etc/localtime";

/// Names of UTC, all to be shown as that one.
const NAMES_OF_UTC: [&str; 7] = ["UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Zulu"];

/// Remembers the zone.
pub fn remember(zone: TimeZone) {
    let _ = ZONE.set(zone);
}

/// The zone of this machine: what the variable `TZ` says, else what the system's clock is set to, else UTC.
pub fn of_machine(tz: Option<&str>) -> TimeZone {
    let said = tz.map(|said| said.trim_start_matches(':')).filter(|said| !said.is_empty());
    match said {
        Some(said) => named(said).or_else(|| TimeZone::posix(said).ok()),
        None => std::fs::read_link(Path::new(LOCAL_TIME)).ok().and_then(|link| named(link.to_str()?)),
    }
    .unwrap_or(TimeZone::UTC)
}

/// A zone by its name, or by the file that describes it.
fn named(text: &str) -> Option<TimeZone> {
    let name = text.split_once("zoneinfo/").map_or(text, |(_, name)| name);
    match NAMES_OF_UTC.contains(&name) {
        true => Some(TimeZone::UTC),
        false => TimeZone::get(name).ok(),
    }
}

/// The zone in which times are shown and typed.
pub(crate) fn zone() -> TimeZone {
    ZONE.get().cloned().unwrap_or(TimeZone::UTC)
}

/// The name of that zone.
pub(crate) fn zone_name() -> String {
    name(&zone())
}

fn name(zone: &TimeZone) -> String {
    zone.iana_name().map_or_else(|| "local time".to_owned(), str::to_owned)
}

/// The zone as settings write it: one that has no name there is UTC.
pub(crate) fn settings_zone() -> String {
    zone().iana_name().map_or_else(|| "UTC".to_owned(), str::to_owned)
}

/// A heading of a column of times, which names the zone.
pub(crate) fn heading(words: &str) -> String {
    format!("{words} ({})", zone_name()).trim_start().to_owned()
}

/// A time to the minute, with its zone: for sentences.
pub(crate) fn minute(at: Timestamp) -> String {
    shown(at, "%F %H:%M %Z")
}

/// A time to the minute, under a heading that names the zone.
pub(crate) fn bare_minute(at: Timestamp) -> String {
    shown(at, "%F %H:%M")
}

/// A time to the second, under a heading that names the zone.
pub(crate) fn bare_second(at: Timestamp) -> String {
    shown(at, "%F %T")
}

/// A time to the minute, with its weekday and zone.
pub(crate) fn weekday(at: Timestamp) -> String {
    shown(at, "%a %F %H:%M %Z")
}

/// A time that is near: without its day if that is today's.
pub(crate) fn near(at: Timestamp, now: Timestamp) -> String {
    let day = |at: Timestamp| at.to_zoned(zone()).date();
    shown(at, if day(at) == day(now) { "%H:%M" } else { "%F %H:%M" })
}

/// Whether what somebody decided counts already.
pub(crate) fn begins(from: Timestamp, now: Timestamp) -> String {
    match from > now {
        true => format!("It begins {}.", weekday(from)),
        false => "It is active now.".to_owned(),
    }
}

/// A time to the second, with its zone.
pub(crate) fn second(at: Timestamp) -> String {
    shown(at, "%T %Z")
}

/// For how long something lasts, in the largest unit.
pub(crate) fn age(age: SignedDuration) -> String {
    match age.as_mins() {
        minutes @ ..60 => format!("{} min", minutes.max(0)),
        minutes @ 60..2_880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / (24 * 60)),
    }
}

fn shown(at: Timestamp, format: &str) -> String {
    in_zone(at, &zone(), format)
}

fn in_zone(at: Timestamp, zone: &TimeZone, format: &str) -> String {
    at.to_zoned(zone.clone()).strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_the_zone_as_other_programs_read_it() {
        let zone = |tz: &str| name(&of_machine(Some(tz)));
        assert_eq!(zone("Europe/Lisbon"), "Europe/Lisbon");
        assert_eq!(zone(":Asia/Tokyo"), "Asia/Tokyo");
        assert_eq!(zone("/usr/share/zoneinfo/Africa/Lagos"), "Africa/Lagos");
        assert_eq!(zone("Etc/UTC"), "UTC");
        assert_eq!(zone("no such zone"), "UTC");
    }

    #[test]
    fn a_time_is_shown_with_the_name_of_its_zone() {
        let (winter, summer) = ("2026-11-28T22:01:09Z", "2026-07-28T22:01:09Z");
        let in_lisbon =
            |at: &str, format| in_zone(at.parse().unwrap(), &TimeZone::get("Europe/Lisbon").unwrap(), format);
        assert_eq!(in_lisbon(winter, "%F %H:%M %Z"), "2026-11-28 22:01 WET");
        assert_eq!(in_lisbon(summer, "%F %H:%M %Z"), "2026-07-28 23:01 WEST");
        assert_eq!(heading("opened"), "opened (UTC)");
        assert_eq!(minute(winter.parse().unwrap()), "2026-11-28 22:01 UTC");
    }

    #[test]
    fn an_age_is_said_in_its_largest_unit() {
        let check = |minutes: i64, words: &str| assert_eq!(age(SignedDuration::from_mins(minutes)), words);
        check(-1, "0 min");
        check(59, "59 min");
        check(60 * 26, "26 h");
        check(60 * 24 * 45, "45 days");
    }

    #[test]
    fn what_begins_later_is_not_said_to_be_active() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-30T11:04:40Z");
        assert_eq!(begins(at("2026-11-30T11:04:00Z"), now), "It is active now.");
        assert_eq!(begins(at("2026-11-30T22:00:00Z"), now), "It begins Mon 2026-11-30 22:00 UTC.");
        assert_eq!(begins(at("2027-02-03T22:00:00Z"), now), "It begins Wed 2027-02-03 22:00 UTC.");
    }

    #[test]
    fn what_is_near_needs_no_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(near(at("2026-11-28T23:05:00Z"), at("2026-11-28T22:00:00Z")), "23:05");
        assert_eq!(near(at("2026-11-29T00:05:00Z"), at("2026-11-28T22:00:00Z")), "2026-11-29 00:05");
    }
}
