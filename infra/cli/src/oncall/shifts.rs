//! All shifts of a while: a table for people, also of the times without any; JSON for programs.

use crate::args::DeploymentOptions;
use crate::clock::weekday;
use crate::print;
use anyhow::Result;
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Gap, Schedule, Shift};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// How far outside the window the ends of a shift are worth naming.
const FAR: SignedDuration = SignedDuration::from_hours(24 * 62);

#[derive(Serialize)]
struct OnShift {
    schedule: String,
    start: Timestamp,
    end: Timestamp,
    responder: String,
    because: String,
}

/// Shows the shifts from an instant on; for programs cut at both ends of the window.
pub(super) fn show(
    common: &DeploymentOptions,
    schedules: &[(&ScheduleName, &Schedule)],
    responder: Option<&ResponderName>,
    (at, length): (Timestamp, Delay),
) -> Result<()> {
    let end = at.saturating_add(length.0).unwrap_or(at);
    let wanted = |shift: &Shift| responder.is_none_or(|responder| shift.responder == *responder);
    let of = |(name, schedule): &(&ScheduleName, &Schedule)| {
        let shifts: Vec<OnShift> =
            schedule.shifts(at, end).into_iter().filter(wanted).map(|shift| on_shift(name, shift)).collect();
        shifts
    };
    if common.json {
        return print::json(&schedules.iter().flat_map(of).collect::<Vec<_>>());
    }
    let people = schedules.iter().flat_map(|(_, schedule)| schedule.responders());
    let colours: BTreeMap<&str, usize> = people.map(ResponderName::as_str).zip(0..).collect();
    let window = (at, end);
    let rows = schedules.iter().flat_map(|(name, schedule)| {
        let shifts = schedule.whole_shifts(at, end).into_iter().filter(wanted);
        let shifts = shifts.map(|shift| (shift.start, row(name, &shift, window, &colours)));
        let gaps = if responder.is_none() { schedule.gaps(at, end) } else { Vec::new() };
        let gaps = gaps.into_iter().map(|it| (it.start, gap(name, &it)));
        let mut rows: Vec<_> = shifts.chain(gaps).collect();
        rows.sort_by_key(|(start, _)| *start);
        rows.into_iter().map(|(_, row)| row)
    });
    print::table(["schedule", "from", "until", "on call", "rotation"], rows);
    Ok(())
}

fn on_shift(schedule: &ScheduleName, shift: Shift) -> OnShift {
    OnShift {
        schedule: schedule.to_string(),
        start: shift.start,
        end: shift.end,
        responder: shift.responder.to_string(),
        because: shift.source.to_string(),
    }
}

/// A shift with its own beginning and end, also outside the window.
fn row(
    schedule_name: &ScheduleName,
    shift: &Shift,
    (from, to): (Timestamp, Timestamp),
    colours: &BTreeMap<&str, usize>,
) -> [comfy_table::Cell; 5] {
    let colour = print::nth_colour(colours.get(shift.responder.as_str()).copied().unwrap_or(0));
    let start = match from.duration_since(shift.start) > FAR {
        true => "more than two months ago".to_owned(),
        false => weekday(shift.start),
    };
    let end = match shift.end.duration_since(to) > FAR {
        true => "in more than two months".to_owned(),
        false => weekday(shift.end),
    };
    [
        schedule_name.as_str().into(),
        start.into(),
        end.into(),
        print::coloured_cell(shift.responder.as_str(), colour),
        shift.source.to_string().into(),
    ]
}

/// A time of the window at which nobody is on call.
fn gap(schedule_name: &ScheduleName, gap: &Gap) -> [comfy_table::Cell; 5] {
    [
        schedule_name.as_str().into(),
        weekday(gap.start).into(),
        weekday(gap.end).into(),
        print::coloured_cell("nobody", comfy_table::Color::Red),
        "".into(),
    ]
}
