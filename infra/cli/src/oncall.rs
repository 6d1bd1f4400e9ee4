//! Who is on call.

use crate::args::Common;
use crate::deployment::Deployment;
use crate::{print, settings};
use anyhow::{Context, Result, bail};
use callout_domain::delay::Delay;
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{Schedule, Shift};
use callout_domain::settings::Rules;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Rulebook as _};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// How far ahead the end of a shift is looked for.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 62);

#[derive(Serialize)]
struct Held {
    schedule: String,
    responders: Vec<String>,
    until: Option<Timestamp>,
}

/// Shows who is on call at an instant, and until when.
///
/// # Errors
/// There is no such schedule, or the settings cannot be read.
pub async fn show(
    common: &Common,
    at: Option<Timestamp>,
    length: Option<Delay>,
    schedule: Option<&str>,
    folder: Option<&Path>,
) -> Result<()> {
    let at = at.unwrap_or_else(|| SystemClock.now());
    let rules = match folder {
        Some(folder) => Arc::new(Rules::build(settings::read_sound(folder)?)),
        None => {
            let deployment = Deployment::find(common).await?;
            deployment.table.rules().await.with_context(|| deployment.unreachable())?
        }
    };
    known(&rules, schedule)?;
    match length {
        Some(length) => print_shifts(common, &shifts(&rules, at, length, schedule)),
        None => print_held(common, held(&rules, at, schedule)),
    }
}

fn print_held(common: &Common, held: Vec<Held>) -> Result<()> {
    if common.json {
        return print::json(&held);
    }
    if held.is_empty() {
        print::line("There are no schedules; write one into the settings and run `callout apply`.");
        return Ok(());
    }
    let rows = held.into_iter().map(|held| {
        let who = if held.responders.is_empty() { "nobody".to_owned() } else { held.responders.join(", ") };
        let until = held
            .until
            .map_or("further than two months".to_owned(), |t| t.strftime("%F %H:%M UTC").to_string());
        [held.schedule, who, until]
    });
    print::table(["schedule", "on call", "until"], rows);
    Ok(())
}

#[derive(Serialize)]
struct OnShift {
    schedule: String,
    start: Timestamp,
    end: Timestamp,
    responder: String,
    because: String,
}

/// All shifts of a window, cut at its ends.
fn shifts(rules: &Rules, at: Timestamp, length: Delay, only: Option<&str>) -> Vec<OnShift> {
    let end = at.saturating_add(length.0).unwrap_or(at);
    let wanted = rules.schedules().iter().filter(|(name, _)| only.is_none_or(|only| name.as_str() == only));
    let of = |(name, schedule): (&ScheduleName, &Schedule)| {
        let name = name.to_string();
        let on_shift = move |shift: Shift| OnShift {
            schedule: name.clone(),
            start: shift.start,
            end: shift.end,
            responder: shift.responder.to_string(),
            because: shift.source.to_string(),
        };
        schedule.shifts(at, end).into_iter().map(on_shift).collect::<Vec<_>>()
    };
    wanted.flat_map(of).collect()
}

fn print_shifts(common: &Common, shifts: &[OnShift]) -> Result<()> {
    if common.json {
        return print::json(&shifts);
    }
    let clock = |at: Timestamp| at.strftime("%a %F %H:%M UTC").to_string();
    let row = |s: &OnShift| {
        [s.schedule.clone(), clock(s.start), clock(s.end), s.responder.clone(), s.because.clone()]
    };
    print::table(["schedule", "from", "until", "on call", "because of"], shifts.iter().map(row));
    Ok(())
}

/// Refuses a schedule that nobody wrote.
fn known(rules: &Rules, only: Option<&str>) -> Result<()> {
    if let Some(only) = only.filter(|only| rules.schedule(&ScheduleName::from(*only)).is_none()) {
        let known: Vec<&str> = rules.schedules().keys().map(ScheduleName::as_str).collect();
        bail!("there is no schedule `{only}`; there are: {}", known.join(", "));
    }
    Ok(())
}

fn held(rules: &Rules, at: Timestamp, only: Option<&str>) -> Vec<Held> {
    let wanted = rules.schedules().iter().filter(|(name, _)| only.is_none_or(|only| name.as_str() == only));
    wanted
        .map(|(name, schedule)| {
            let now = schedule.on_call(at);
            let end = at.checked_add(HORIZON).unwrap_or(at);
            let edges = schedule.shifts(at, end).into_iter().flat_map(|shift| [shift.start, shift.end]);
            let mut edges: Vec<Timestamp> = edges.filter(|edge| *edge > at && *edge < end).collect();
            edges.sort();
            let until = edges.into_iter().find(|edge| schedule.on_call(*edge) != now);
            Held {
                schedule: name.to_string(),
                responders: now.iter().map(ToString::to_string).collect(),
                until,
            }
        })
        .collect()
}
