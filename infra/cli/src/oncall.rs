//! Who is on call.

use crate::args::Common;
use crate::deployment::Deployment;
use crate::{print, settings};
use anyhow::{Context, Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::settings::Rules;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Rulebook as _};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::path::Path;

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
    schedule: Option<&str>,
    folder: Option<&Path>,
) -> Result<()> {
    let at = at.unwrap_or_else(|| SystemClock.now());
    let held = match folder {
        Some(folder) => held(&Rules::build(settings::read_sound(folder)?), at, schedule)?,
        None => {
            let deployment = Deployment::find(common).await?;
            let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
            held(&rules, at, schedule)?
        }
    };
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

fn held(rules: &Rules, at: Timestamp, only: Option<&str>) -> Result<Vec<Held>> {
    if let Some(only) = only.filter(|only| rules.schedule(&ScheduleName::from(*only)).is_none()) {
        let known: Vec<&str> = rules.schedules().keys().map(ScheduleName::as_str).collect();
        bail!("there is no schedule `{only}`; there are: {}", known.join(", "));
    }
    let wanted = rules.schedules().iter().filter(|(name, _)| only.is_none_or(|only| name.as_str() == only));
    Ok(wanted
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
        .collect())
}
