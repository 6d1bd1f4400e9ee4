//! What must hold of schedules, written as in the settings and compared as a roster.

mod calendars;
mod days_off;
mod exceptions;
pub(super) mod generated;
mod layers;
mod leaving;
mod notices;
mod problems;
mod properties;
mod reference;
mod restrictions;
mod rotations;
mod shift_requests;
mod versions;

use super::{Schedule, ScheduleSettings};
use jiff::Timestamp;

/// A schedule written as in the settings.
pub(super) fn schedule(text: &str) -> Schedule {
    let settings: ScheduleSettings = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    Schedule::compile(&settings).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The people on call, as one word.
pub(super) fn on_call(schedule: &Schedule, instant: &str) -> String {
    schedule.on_call(at(instant)).iter().map(|name| name.as_str()).collect::<Vec<_>>().join("+")
}

/// The roster as lines with name, start, and end. Times are in the schedule's zone, with their offsets from UTC.
pub(super) fn roster(schedule: &Schedule, from: &str, to: &str) -> Vec<String> {
    let local =
        |at: Timestamp| at.to_zoned(schedule.zone().clone()).strftime("%a %m-%d %H:%M%:::z").to_string();
    let shifts = schedule.shifts(at(from), at(to));
    shifts.iter().map(|it| format!("{} {} – {}", it.responder, local(it.start), local(it.end))).collect()
}

/// Checks the roster of a period.
pub(super) fn check(text: &str, from: &str, to: &str, expected: &[&str]) {
    assert_eq!(roster(&schedule(text), from, to), expected, "{text}");
}

#[test]
fn the_sample_is_sound_and_says_what_it_says() {
    let schedule = schedule(include_str!("sample.toml"));
    for (instant, expected) in [
        ("2026-01-05T08:59:59Z", "cho+dee"),
        ("2026-01-05T09:00:00Z", "fay"),
        ("2026-01-05T18:00:00Z", "ana"),
        ("2026-01-07T12:00:00Z", "ana"),
        ("2026-01-08T12:00:00Z", "fay"),
        ("2026-03-07T12:00:00Z", "cho+dee+hal"),
        ("2026-06-03T20:00:00Z", "ana"),
        ("2026-06-10T20:00:00Z", "ben"),
        ("2026-06-17T20:00:00Z", "eli"),
        ("2026-08-05T20:00:00Z", "ben"),
        ("2026-09-01T08:00:00Z", "ana+eli+fay"),
        ("2026-11-15T19:59:00Z", "ana+ben"),
        ("2026-11-15T20:00:00Z", ""),
        ("2026-12-25T12:00:00Z", "hal"),
    ] {
        assert_eq!(on_call(&schedule, instant), expected, "at {instant}");
    }
}

#[test]
fn settings_survive_their_storage() {
    let settings: ScheduleSettings = toml::from_str(include_str!("sample.toml")).unwrap();
    let stored = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<ScheduleSettings>(&stored).unwrap(), settings);
}
