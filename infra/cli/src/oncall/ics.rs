//! The calendar for calendar programs, into a file.

use super::lookup::{active, known_responder, known_schedule};
use crate::args::{DeploymentOptions, Show};
use crate::deployment::Deployment;
use crate::links::Links;
use crate::{print, settings};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::link::Calendar;
use callout_domain::settings::{CalendarScope, ExportVersion, Rules};
use jiff::Timestamp;
use std::path::Path;

/// Writes the shifts of one schedule or one person. What the active settings took back from those before them comes as
/// cancelled; files have no settings before them.
pub(super) async fn write(
    common: &DeploymentOptions,
    args: &Show,
    file: &Path,
    now: Timestamp,
) -> Result<()> {
    let (rules, number, before) = match &args.place.config {
        Some(folder) => (Rules::build(settings::read_sound(folder)?), 0, None),
        None => {
            let latest = active(&Deployment::find(common).await?).await?;
            (Rules::build(latest.settings), latest.number, latest.before.map(Rules::build))
        }
    };
    let whose = wanted(&rules, args)?;
    let version = u32::try_from(number).unwrap_or(u32::MAX);
    let edition = ExportVersion { now, version, before: before.as_ref(), reminders: &args.remind };
    print::file(common, file, &rules.ics(whose.of(), edition).context("nobody's shifts were written")?)
}

/// Prints the address of a calendar that programs subscribe to. It belongs to one person, and ends when they leave.
pub(super) async fn address(common: &DeploymentOptions, args: &Show) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let rules = Rules::build(active(&deployment).await?.settings);
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
}

fn wanted(rules: &Rules, args: &Show) -> Result<Lookup> {
    match (&args.place.schedule, &args.responder) {
        (Some(name), None) => Ok(Lookup::Schedule(known_schedule(rules.settings(), name)?)),
        (None, Some(name)) => Ok(Lookup::Responder(known_responder(rules, name)?)),
        _ => bail!("say whose shifts: --schedule NAME for everybody's, or --responder NAME for one person's"),
    }
}
