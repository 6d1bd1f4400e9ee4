//! Who is on call: now, for a while, in calendar programs, in a browser; and how to change it.
//!
//! Must not decide who is on call; the domain does.

mod calendar;
mod fairness;
mod ics;
mod now;
mod overrides;
mod shifts;

use crate::args::{Common, Oncall, OncallCommand, Place, Show};
use crate::deployment::Deployment;
use crate::settings;
use anyhow::{Context, Result, bail};
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Schedule, nearest};
use callout_domain::settings::{Rules, Settings};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::Timestamp;
use std::path::Path;

/// How far the shifts of one person are shown if nobody says how far.
const A_MONTH: Delay = Delay::minutes(30 * 24 * 60);

/// Shows the calendar or changes it.
///
/// # Errors
/// There is no such schedule or responder, the settings cannot be read, or a file not written.
pub async fn command(common: &Common, args: Oncall) -> Result<()> {
    if args.command.is_some() && args.show != Show::default() {
        bail!(
            "write the options behind the word that they belong to, as in `callout oncall fairness --schedule NAME`"
        );
    }
    match args.command {
        Some(OncallCommand::Fairness(args)) => {
            let rules = load(common, &args.place).await?;
            fairness::show(common, &rules, &args, SystemClock.now())
        }
        Some(OncallCommand::Override(what)) => overrides::command(common, what, SystemClock.now()).await,
        None => show(common, &args.show).await,
    }
}

async fn show(common: &Common, args: &Show) -> Result<()> {
    let now = SystemClock.now();
    let at = args.at.unwrap_or(now);
    if let Some(file) = &args.ics {
        return ics::write(common, args, file, now).await;
    }
    if args.url {
        return ics::address(common, args).await;
    }
    let rules = load(common, &args.place).await?;
    let responder = args.responder.as_deref().map(|name| known_responder(&rules, name)).transpose()?;
    let only = args.place.schedule.as_deref();
    if let Some(file) = &args.html {
        let html = calendar::html(&rules, &wanted(&rules, only), responder.as_ref(), (at, args.length))?;
        return save(file, &html);
    }
    let a_month = responder.is_some() && args.at.is_none();
    match args.length.or(a_month.then_some(A_MONTH)) {
        Some(length) => shifts::show(common, &wanted(&rules, only), responder.as_ref(), (at, length)),
        None => now::show(common, &wanted(&rules, only), responder.as_ref(), at),
    }
}

/// The rules of a folder, or those in force.
async fn load(common: &Common, place: &Place) -> Result<Rules> {
    let settings = match &place.config {
        Some(folder) => settings::read_sound(folder)?,
        None => in_force(&Deployment::find(common).await?).await?.settings,
    };
    let rules = Rules::build(settings);
    if let Some(name) = &place.schedule {
        known_schedule(&rules, name)?;
    }
    Ok(rules)
}

async fn in_force(deployment: &Deployment) -> Result<callout_aws::Latest> {
    let latest = callout_aws::load_latest(&deployment.table).await;
    let latest = latest.with_context(|| deployment.unreachable())?;
    Ok(latest.unwrap_or(callout_aws::Latest { settings: Settings::default(), number: 0, before: None }))
}

/// The schedules that were asked for, by name.
fn wanted<'a>(rules: &'a Rules, only: Option<&str>) -> Vec<(&'a ScheduleName, &'a Schedule)> {
    let all = rules.schedules().iter();
    all.filter(|(name, _)| only.is_none_or(|only| name.as_str() == only)).collect()
}

/// Refuses a schedule that nobody wrote.
fn known_schedule(rules: &Rules, name: &str) -> Result<ScheduleName> {
    let known: Vec<&str> = rules.schedules().keys().map(ScheduleName::as_str).collect();
    known_name("schedule", name, &known).map(ScheduleName::from)
}

/// Refuses a responder whom nobody wrote down.
fn known_responder(rules: &Rules, name: &str) -> Result<ResponderName> {
    let known: Vec<&str> = rules.settings().responders.keys().map(ResponderName::as_str).collect();
    known_name("responder", name, &known).map(ResponderName::from)
}

fn known_name<'a>(kind: &str, name: &'a str, known: &[&str]) -> Result<&'a str> {
    if known.contains(&name) {
        return Ok(name);
    }
    match nearest(name, known.iter().copied()) {
        Some(near) => bail!("there is no {kind} `{name}`; did you mean `{near}`?"),
        None if known.is_empty() => bail!("there is no {kind} `{name}`, and no other either"),
        None => bail!("there is no {kind} `{name}`; there are: {}", known.join(", ")),
    }
}

/// Writes a file, or to the output if it is called `-`.
fn save(file: &Path, text: &str) -> Result<()> {
    if file == Path::new("-") {
        return crate::print::raw(text);
    }
    std::fs::write(file, text).with_context(|| format!("write {}", file.display()))?;
    crate::print::aside(format!("Wrote {}.", file.display()));
    Ok(())
}

/// An instant by the clock of a schedule, as people read it.
fn clock(at: Timestamp, schedule: &Schedule) -> String {
    at.to_zoned(schedule.zone().clone()).strftime("%a %F %H:%M %Z").to_string()
}
