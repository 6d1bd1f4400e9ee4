//! Who is on call: now, for a while, in calendar programs, in a browser; and how to change it.
//!
//! Must not decide who is on call; the domain does.

mod calendar;
mod escalation;
mod fairness;
mod ics;
mod lookup;
mod now;
mod overrides;
mod shifts;
mod shifts_asked;

use crate::args::{DeploymentOptions, Oncall, OncallCommand, Show};
use crate::teams::services_of_team;
use crate::to_type::callout;
use crate::{print, typed};
use anyhow::{Result, bail};
use callout_domain::delay::Delay;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::settings::{MINE, Rules};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use lookup::{known_responder, known_service, load, wanted};
use std::collections::BTreeSet;

/// How far the shifts of one person are shown if nobody says how far.
const A_MONTH: Delay = Delay::minutes(30 * 24 * 60);

/// Shows the calendar or changes it.
///
/// # Errors
/// There is no such schedule or responder, the settings cannot be read, or a file not written.
pub async fn command(common: &DeploymentOptions, args: Oncall) -> Result<()> {
    if args.command.is_some() && args.show != Show::default() {
        bail!(
            "write the options behind the word that they belong to, as in `{}`",
            callout("oncall fairness --schedule NAME")
        );
    }
    match args.command {
        Some(OncallCommand::Fairness(args)) => {
            let rules = load(common, &args.place).await?;
            fairness::show(common, &rules, &args, SystemClock.now())
        }
        Some(OncallCommand::Override(what)) => overrides::command(common, what, SystemClock.now()).await,
        Some(OncallCommand::Give(args)) => shifts_asked::give(common, &args, SystemClock.now()).await,
        Some(OncallCommand::Take(args)) => shifts_asked::take(common, &args, SystemClock.now()).await,
        Some(OncallCommand::Swap(args)) => shifts_asked::swap(common, &args, SystemClock.now()).await,
        Some(OncallCommand::Requests) => shifts_asked::list(common, SystemClock.now()).await,
        Some(OncallCommand::Answer(args)) => shifts_asked::answer(common, &args, SystemClock.now()).await,
        None => show(common, &args.show).await,
    }
}

async fn show(common: &DeploymentOptions, args: &Show) -> Result<()> {
    let now = SystemClock.now();
    let at = typed::instant(args.at.as_deref(), now)?;
    if let Some(file) = &args.ics {
        return ics::write(common, args, file, (at, now)).await;
    }
    if args.url {
        return ics::address(common, args).await;
    }
    let rules = load(common, &args.place).await?;
    if let Some(service) = &args.service {
        return escalation::show(common, &rules, &known_service(&rules, service)?, at);
    }
    let responder = args.responder.as_deref().map(|name| known_responder(&rules, name)).transpose()?;
    let only = only(common, args, &rules)?;
    if let Some(file) = &args.html {
        let html =
            calendar::html(&rules, &wanted(&rules, only.as_ref()), responder.as_ref(), (at, args.length))?;
        return print::file(common, file, &html);
    }
    let a_month = responder.is_some() && args.at.is_none();
    match args.length.or(a_month.then_some(A_MONTH)) {
        Some(length) => {
            shifts::show(common, &wanted(&rules, only.as_ref()), responder.as_ref(), (at, length))
        }
        None => now::show(common, &wanted(&rules, only.as_ref()), responder.as_ref(), at),
    }
}

/// The schedules that are meant, if not all.
fn only(common: &DeploymentOptions, args: &Show, rules: &Rules) -> Result<Option<BTreeSet<ScheduleName>>> {
    let Some(team) = &args.team else {
        return Ok(args.place.schedule.as_deref().map(|name| [name.into()].into()));
    };
    let me = common.on_behalf_of.as_deref().map(ResponderName::from);
    if team == MINE && me.is_none() {
        bail!("say who you are: `{}`", callout("oncall --team mine --as NAME"));
    }
    let services = services_of_team(rules.settings(), team, me.as_ref())?;
    Ok(Some(rules.settings().schedules_of_services(&services)))
}
