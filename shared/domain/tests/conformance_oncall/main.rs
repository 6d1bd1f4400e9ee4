//! Runs the on-call vectors of the folder that `CALLOUT_CONFORMANCE` names against the schedule engine,
//! black-box.
//!
//! Must not hold vectors of its own: they belong to other projects. Rules of our own are tested beside the
//! code.
//!
//! Not run, and why:
//! * `schedule_shifts_goalert`: `historyremainder`, and the part of every case that comes from its `history`:
//!   Callout keeps no history of shifts, the roster is a function of the settings. `behavioural` is prose;
//!   `oncall::turns` and `oncall::tests` hold the same rules.
//! * `schedule_rules_goalert`: `wall_hours_between`: nothing in Callout asks for it.
//! * `schedule_oneuptime_linkedin`: the second invariant of `oneuptime-monthly-31` (D2); `auto_assignment`:
//!   Callout does not fill rosters by itself.
//!
//! Adapted: `oneuptime-override-self` expects the refusal; `rotation_invariants` by the hour in New York
//! compares wall-clock lengths (D1); `OneUptime` leaves out a gap at the end of a window, we report it; a
//! rotation given with `GoAlert`'s current index is turned until it agrees; `GoAlert`'s rotation zone that
//! differs from its rule's is read as the rule's, at the same instants.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a vector that cannot be read is a failed test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod calendars;
mod goalert;
mod oneuptime;
mod others;
mod rotations;

use callout_domain::oncall::Schedule;
use callout_domain::oncall::settings::{LayerSettings, Names, RestrictionSettings, ScheduleSettings};
use jiff::Timestamp;
use serde_json::Value;

/// One stretch of the roster, in the terms of the vectors: who, from, to.
pub(crate) type Stretch = (String, Timestamp, Timestamp);

#[expect(clippy::disallowed_methods, reason = "where the vectors lie differs from machine to machine")]
pub(crate) fn vectors(file: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else {
        println!("skipped {file}: CALLOUT_CONFORMANCE names no folder of vectors");
        return None;
    };
    let path = std::path::Path::new(&folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

pub(crate) fn rotation(zone: &str, every: &str, start: &str, people: &[&str]) -> Schedule {
    let layer = LayerSettings {
        name: "x".into(),
        turns: people.iter().copied().map(Names::from).collect(),
        every: Some(every.to_owned()),
        start: Some(start.to_owned()),
        ..LayerSettings::default()
    };
    compile(&schedule_of(zone, vec![layer]))
}

pub(crate) fn restricted(user: &str, restrictions: Vec<RestrictionSettings>) -> LayerSettings {
    LayerSettings { name: "x".into(), turns: vec![user.into()], restrictions, ..LayerSettings::default() }
}

pub(crate) fn restriction(rule: &Value) -> RestrictionSettings {
    if let Some(range) = rule["range"].as_array() {
        let (from, to) = (text(&range[0]).to_owned(), text(&range[1]).to_owned());
        return RestrictionSettings { days: Vec::new(), from, to };
    }
    RestrictionSettings {
        days: list(rule, "days").iter().map(|day| text(day).to_owned()).collect(),
        from: text(&rule["start"]).to_owned(),
        to: text(&rule["end"]).to_owned(),
    }
}

pub(crate) fn schedule_of(zone: &str, layers: Vec<LayerSettings>) -> ScheduleSettings {
    ScheduleSettings { zone: zone.to_owned(), layers, ..ScheduleSettings::default() }
}

pub(crate) fn compile(settings: &ScheduleSettings) -> Schedule {
    Schedule::compile(settings).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The roster by person: shifts that follow one another are one, whatever put the person on call.
pub(crate) fn stretches(schedule: &Schedule, from: Timestamp, to: Timestamp) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for shift in schedule.shifts(from, to) {
        match joined.iter_mut().find(|it| it.0 == shift.responder.as_str() && it.2 == shift.start) {
            Some(before) => before.2 = shift.end,
            None => joined.push((shift.responder.to_string(), shift.start, shift.end)),
        }
    }
    joined.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    joined
}

pub(crate) fn names(schedule: &Schedule, at: Timestamp) -> Vec<String> {
    schedule.on_call(at).into_iter().map(|name| name.0).collect()
}

pub(crate) fn stretch(shift: &Value) -> Stretch {
    (text(&shift["user"]).to_owned(), instant(&shift["start"]), instant(&shift["end"]))
}

pub(crate) fn window(case: &Value) -> (Timestamp, Timestamp) {
    let window = &case["window"];
    if window.is_array() {
        (instant(&window[0]), instant(&window[1]))
    } else {
        (instant(&window["start"]), instant(&window["end"]))
    }
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

pub(crate) fn instant(value: &Value) -> Timestamp {
    text(value).parse().unwrap()
}

/// `GoAlert`'s starts may have seconds; a handoff lies on a whole minute.
pub(crate) fn minute(value: &Value) -> Timestamp {
    let seconds = instant(value).as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap()
}
