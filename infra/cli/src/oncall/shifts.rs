//! All shifts of a while, as a table or as JSON.

use super::clock::clock;
use crate::args::DeploymentOptions;
use crate::print;
use anyhow::Result;
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Schedule, Shift};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct OnShift {
    schedule: String,
    start: Timestamp,
    end: Timestamp,
    responder: String,
    because: String,
}

/// Shows the shifts from an instant on, cut at both ends of the window.
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
    let rows = schedules.iter().flat_map(|(name, schedule)| {
        of(&(name, schedule)).into_iter().map(|shift| row(shift, schedule, &colours)).collect::<Vec<_>>()
    });
    print::table(["schedule", "from", "until", "on call", "because of"], rows);
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

fn row(shift: OnShift, schedule: &Schedule, colours: &BTreeMap<&str, usize>) -> [comfy_table::Cell; 5] {
    let colour = print::nth_colour(colours.get(shift.responder.as_str()).copied().unwrap_or(0));
    [
        shift.schedule.into(),
        clock(shift.start, schedule.zone()).into(),
        clock(shift.end, schedule.zone()).into(),
        print::coloured_cell(shift.responder, colour),
        shift.because.into(),
    ]
}
