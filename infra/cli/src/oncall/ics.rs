//! The calendar for calendar programs, into a file.

use super::lookup::{active, known_responder, known_schedule};
use crate::args::{DeploymentOptions, Show};
use crate::deployment::Deployment;
use crate::links::Links;
use crate::live::live;
use crate::{print, settings};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::link::Calendar;
use callout_domain::settings::{CalendarScope, ExportVersion, Rules};
use jiff::Timestamp;
use std::path::Path;

/// Writes the shifts of one schedule or one person. What the active settings took back from those before them comes as
/// cancelled, and so does what somebody took over beside the settings; files have no settings before them.
pub(super) async fn write(
    common: &DeploymentOptions,
    args: &Show,
    file: &Path,
    (at, now): (Timestamp, Timestamp),
) -> Result<()> {
    let (rules, version, before) = match &args.place.config {
        Some(folder) => (Rules::build(settings::read_sound(folder)?), written_at(now), Vec::new()),
        None => {
            let deployment = Deployment::find(common).await?;
            let (latest, live) = (active(&deployment).await?, live(&deployment).await?);
            let number = u32::try_from(latest.number + live.number).unwrap_or(u32::MAX);
            let before = latest.before.into_iter().chain([latest.settings.clone()]).map(Rules::build);
            (Rules::build_with(latest.settings, live), number, before.collect())
        }
    };
    let whose = wanted(&rules, args)?;
    let edition = ExportVersion { now: at, version, before: &before, reminders: &args.remind };
    let document = rules.ics(whose.of(), edition).context("nobody's shifts were written")?;
    if !document.contains("BEGIN:VEVENT") {
        print::aside(format!("{} in the next half a year; the calendar is empty.", whose.has_none()));
    }
    print::file(common, file, &document)
}

/// The SEQUENCE of files, which nobody counts: of two, calendars keep what was written later.
fn written_at(now: Timestamp) -> u32 {
    const YEAR_2020: i64 = 1_577_836_800;
    u32::try_from(now.as_second() - YEAR_2020).unwrap_or_default()
}

/// Prints the address of a calendar that programs subscribe to. It belongs to one person, and ends when they leave.
pub(super) async fn address(common: &DeploymentOptions, args: &Show) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let rules = Rules::build_with(active(&deployment).await?.settings, live(&deployment).await?);
    let Some(holder) = &args.responder else {
        bail!(
            "say whose link it is: --responder NAME; with --schedule NAME it shows everybody's shifts there"
        );
    };
    let holder = known_responder(&rules, holder)?;
    let schedule = args.place.schedule.as_deref();
    let schedule = schedule.map(|name| known_schedule(rules.settings(), name)).transpose()?;
    let calendar = match &schedule {
        Some(schedule) => Calendar::Schedule(schedule, &holder),
        None => Calendar::Responder(&holder),
    };
    print::address(common, "calendar_url", &Links::of(&deployment).await?.calendar(calendar))
}

/// Whose shifts are asked for.
enum Lookup {
    Responder(ResponderName),
    Schedule(ScheduleName),
}

impl Lookup {
    fn of(&self) -> CalendarScope<'_> {
        match self {
            Self::Responder(name) => CalendarScope::Responder(name),
            Self::Schedule(name) => CalendarScope::Schedule(name),
        }
    }

    /// That there are no shifts, without the time.
    fn has_none(&self) -> String {
        match self {
            Self::Responder(name) => format!("{name} has no shifts"),
            Self::Schedule(name) => format!("Nobody is on call on {name}"),
        }
    }
}

fn wanted(rules: &Rules, args: &Show) -> Result<Lookup> {
    match (&args.place.schedule, &args.responder) {
        (Some(name), None) => Ok(Lookup::Schedule(known_schedule(rules.settings(), name)?)),
        (None, Some(name)) => Ok(Lookup::Responder(known_responder(rules, name)?)),
        _ => bail!("say whose shifts: --schedule NAME for everybody's, or --responder NAME for one person's"),
    }
}
