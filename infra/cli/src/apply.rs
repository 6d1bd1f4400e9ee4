//! Makes settings active: shows what differs, asks, makes and removes responders' topics, stores the settings.
//! Must not replace what nobody saw.

pub(crate) mod active;
pub(crate) mod consent;
mod console;
pub(crate) mod contacts;
pub(crate) mod diff;
pub(crate) mod entry;
mod functions;
pub(crate) mod git;
mod mutes;
pub(crate) mod plan;
mod removal;
pub(crate) mod show;
mod source;
mod topic_policy;
pub(crate) mod topics;
mod unreachable;

use crate::args::{self, DeploymentOptions, Target};
use crate::deployment::Deployment;
use crate::operator::signature;
use crate::suppress::ending::ending_soon;
use crate::to_type::callout;
use crate::{print, settings};
use active::{Active, check_replaces, described};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use callout_domain::settings::Settings;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use consent::Consent;
use console::keep_console;
use git::History;
use jiff::Timestamp;
use plan::{Changes, Plan, Unconfirmed, keep_places};
use source::Source;
use std::path::Path;

/// The command.
///
/// # Errors
/// The settings are not sound, nobody agrees, or AWS does not answer.
pub async fn command(common: &DeploymentOptions, args: &args::Apply) -> Result<()> {
    let folder = &args.folder.config;
    let now = SystemClock.now();
    let wanted = read(common, args, now)?;
    let deployment = match args.dry_run {
        true => Deployment::find(common).await?,
        false => Deployment::find_to_change(common).await?,
    };
    let active = Active::load(&deployment).await?;
    let plan = plan::plan(&deployment, &wanted, &active, deployment.inbox(), now).await?;
    if plan.changes.count() == 0 {
        // Lines may have moved all the same, and so may the console.
        if let Some(active) = active.version.as_ref().filter(|_| !args.dry_run) {
            let told = [
                keep_places(&deployment, &active.version, settings::places(folder)).await,
                keep_console(&deployment, &active.version).await,
            ];
            let told = told.iter().flatten();
            told.for_each(|warning| print::aside(print::coloured(warning, AnsiColor::Yellow)));
        }
        return report(common, &plan.changes, "Nothing to change: these settings are active.");
    }
    active.version.iter().for_each(|version| print::aside(format!("Active is {}.", described(version))));
    if !common.json {
        show::lines(&plan.changes).iter().for_each(print::line);
    }
    let history = active.commit().map_or(History::NoGit, |commit| git::history(folder, commit));
    let allowed = check_replaces(active.version.as_ref(), history, args.replace.as_deref());
    if args.dry_run {
        allowed.err().iter().for_each(|why| print::aside(print::coloured(why, AnsiColor::Yellow)));
        return report(common, &plan.changes, "Nothing was changed: this was a dry run.");
    }
    allowed.context("nothing was changed")?;
    if common.json && !args.yes {
        show::lines(&plan.changes).iter().for_each(print::aside);
    }
    Consent { yes: args.yes, replace: args.replace.as_deref() }.to(&plan.changes, &deployment)?;
    let unconfirmed = if args.unconfirmed { Unconfirmed::Allow } else { Unconfirmed::Refuse };
    let changes = carry_out(plan, &deployment, folder, unconfirmed, now).await?;
    report(common, &changes, &done_words(&changes))
}

fn done_words(changes: &Changes) -> String {
    let has_new_mail =
        changes.contacts.iter().any(|step| step.starts_with("+ subscription of") && step.contains('@'));
    let confirm = callout("confirm LINK");
    match has_new_mail {
        true => format!(
            "These settings are active now. AWS sends each new mail address a mail: do not open its link, copy it, and run \
             `{confirm}`."
        ),
        false => "These settings are active now.".to_owned(),
    }
}

/// Makes settings active in a stack that is new and nobody's yet.
///
/// # Errors
/// The stack does not answer.
pub async fn first(deployment: &Deployment, wanted: &Settings, folder: &Path, inbox: &str) -> Result<()> {
    let now = SystemClock.now();
    let active = Active::load(deployment).await?;
    let plan = plan::plan(deployment, wanted, &active, Some(inbox), now).await?;
    carry_out(plan, deployment, folder, Unconfirmed::Refuse, now).await.map(drop)
}

async fn carry_out(
    plan: Plan,
    deployment: &Deployment,
    folder: &Path,
    unconfirmed: Unconfirmed,
    now: Timestamp,
) -> Result<Changes> {
    let source = Source::of(folder, signature(deployment));
    plan.carry_out(deployment, source, unconfirmed, now).await
}

/// Reads the settings that are wanted, and says what to know about them.
fn read(common: &DeploymentOptions, args: &args::Apply, now: Timestamp) -> Result<Settings> {
    let mut folder = settings::read(&args.folder.config)?;
    if matches!(common.target()?, Target::Stack(_)) {
        folder.refuse_sample_numbers();
    }
    let warnings = folder.warnings(now);
    let wanted = folder.sound()?;
    warnings.iter().for_each(|it| print::aside(print::coloured(it, AnsiColor::Yellow)));
    let ending = ending_soon(&wanted, now);
    ending.iter().for_each(|hint| print::aside(print::coloured(hint, AnsiColor::Yellow)));
    if args.strict && !warnings.gaps.is_empty() {
        bail!("nothing was changed: close the gaps above, or leave --strict out");
    }
    Ok(wanted)
}

fn report(common: &DeploymentOptions, changes: &Changes, done: &str) -> Result<()> {
    if common.json {
        return print::json(changes);
    }
    show::warnings(changes);
    print::line(done);
    Ok(())
}
