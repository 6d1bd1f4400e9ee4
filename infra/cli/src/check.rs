//! Checks settings files: what is wrong with them, and what to know about them before they are applied.
//! Must not change anything, and must work without a stack.

use crate::apply::active::Active;
use crate::apply::plan::as_stored;
use crate::args::{DeploymentOptions, Folder, Target};
use crate::deployment::Deployment;
use crate::leaving::leaving;
use crate::own_contacts::{OwnChange, changes, people};
use crate::reason::why;
use crate::settings::{self, Finding};
use crate::to_type::callout;
use crate::{heartbeats, local, print, suppress};
use anstyle::AnsiColor;
use anyhow::{Context as _, Result, bail};
use callout_domain::settings::Settings;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::Timestamp;
use std::time::Duration;

/// How long the active settings are waited for: files are checked where nothing answers, too.
const PATIENCE: Duration = Duration::from_secs(5);

/// The command.
///
/// # Errors
/// The folder cannot be read, or something is wrong with its settings.
pub(crate) async fn check(common: &DeploymentOptions, folder: &Folder, strict: bool) -> Result<()> {
    let (mut read, now) = (settings::read(&folder.config)?, SystemClock.now());
    match common.target()? {
        Target::Stack(_) => read.refuse_sample_numbers(),
        Target::Port(_) | Target::Running => mention_sample_numbers(read.sample_numbers().len()),
    }
    let is_sound = read.findings.is_empty();
    let warnings = read.warnings(now);
    let all: Vec<&Finding> = read.findings.iter().chain(warnings.iter()).collect();
    if common.json {
        print::json(&all)?;
    } else {
        all.iter().for_each(|finding| print_finding(finding, is_sound));
    }
    if is_sound {
        notes(common, &read.settings, now).await;
    }
    match read.findings.len() + if strict { warnings.gaps.len() } else { 0 } {
        0 if common.json => {}
        0 => print::line(sound(&read.settings)),
        1 => bail!("1 error"),
        many => bail!("{many} errors"),
    }
    Ok(())
}

/// Says what an example is good for.
fn mention_sample_numbers(count: usize) {
    if count > 0 {
        let numbers = counted(count, "telephone number reaches nobody", "telephone numbers reach nobody");
        let text = format!("{numbers}: only a stack on your own machine takes numbers out of examples.");
        print::aside(print::coloured(text, AnsiColor::Yellow));
    }
}

/// What to know about settings that are sound.
async fn notes(common: &DeploymentOptions, settings: &Settings, now: Timestamp) {
    suppress::ending::ending_soon(settings, now).into_iter().for_each(print::aside);
    let expected = heartbeats::expectations(settings, now);
    match common.json {
        true => expected.into_iter().for_each(print::aside),
        false => expected.into_iter().for_each(print::line),
    }
    let is_meant = !matches!(common.target(), Ok(Target::Running));
    match known_now(common, settings, now).await {
        Ok(known) => {
            known.into_iter().for_each(|one| print::aside(print::coloured(one, AnsiColor::Yellow)));
        }
        Err(error) if is_meant => {
            print::aside(format!("Not compared with the active settings: {}.", why(error)))
        }
        // Files are checked where nothing runs, too.
        Err(_) => {}
    }
}

/// Who is on call under the active settings and leaves with these, and what people changed for themselves, if a stack is named or runs
/// here, and answers.
async fn known_now(common: &DeploymentOptions, wanted: &Settings, now: Timestamp) -> Result<Vec<String>> {
    if matches!(common.target()?, Target::Running) {
        local::running(common.local_folder.as_deref())?;
    }
    let deployment = Deployment::find(common).await?;
    let active = tokio::time::timeout(PATIENCE, Active::load(&deployment)).await;
    let active = active.context("they did not come in time")??.settings;
    let stored = as_stored(&deployment, wanted, &active, now);
    let own = changes(&people(&deployment, wanted).await?);
    let leaving = leaving(&active, &stored, now).into_iter().map(|one| format!("{}.", one.words));
    Ok(leaving.chain(own.iter().map(OwnChange::line)).collect())
}

fn print_finding(finding: &Finding, warning: bool) {
    let colour = if warning { AnsiColor::Yellow } else { AnsiColor::Red };
    let place = print::coloured(format!("{}:{}", finding.file.display(), finding.line), colour);
    print::line(format!("{place}: {}", finding.message));
}

fn sound(settings: &Settings) -> String {
    let pages = settings.status_pages.len() + usize::from(settings.status_page.is_some());
    let pages = if pages > 1 { format!(", {pages} status pages") } else { String::new() };
    format!(
        "OK: {}, {}, {}, {}, {}{pages}; {} passed. `{}` makes them active.",
        counted(settings.services.len(), "service", "services"),
        counted(settings.routes.len(), "route", "routes"),
        counted(settings.responders.len(), "responder", "responders"),
        counted(settings.schedules.len(), "schedule", "schedules"),
        counted(settings.policies.len(), "policy", "policies"),
        counted(settings.tests.len(), "test", "tests"),
        callout("apply"),
    )
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
