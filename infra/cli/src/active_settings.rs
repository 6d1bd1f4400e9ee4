//! The active settings at the prompt, and how files differ from them.
//! Must not change anything.

use crate::apply::active::{Active, check_replaces, described};
use crate::apply::git::{self, History};
use crate::apply::plan::as_stored;
use crate::apply::{diff, show};
use crate::args::{DeploymentOptions, Folder, Settings};
use crate::deployment::Deployment;
use crate::own_contacts::{OwnChange, changes, people};
use crate::to_type::callout;
use crate::{print, settings};
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use serde_json::json;

/// What is said where nobody applied any settings.
fn none() -> String {
    format!("No settings are active yet; `{}` makes yours active.", callout("apply"))
}

/// Carries out `callout settings`.
///
/// # Errors
/// The deployment does not answer, or a folder is not sound.
pub async fn command(common: &DeploymentOptions, what: &Settings) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let active = Active::load(&deployment).await?;
    match what {
        Settings::Show => {
            show_active(common, &active, &changes(&people(&deployment, &active.settings).await?))
        }
        Settings::Diff(folder) => show_difference(common, &deployment, &active, folder),
    }
}

/// Shows them as a file of settings, under comments that say which they are.
fn show_active(common: &DeploymentOptions, active: &Active, own: &[OwnChange]) -> Result<()> {
    if common.json {
        let Active { version, settings } = active;
        return print::json(&json!({ "active": version, "settings": settings, "own": own }));
    }
    let Some(version) = &active.version else {
        print::line(none());
        return Ok(());
    };
    print::line(format!("# {} (number {}).", described(version), version.number));
    print::line(format!("# version = {}", version.version));
    if let Some(commit) = &version.origin.commit {
        print::line(format!("# commit = {commit}"));
    }
    own.iter().for_each(|change| print::line(format!("# {}", change.line())));
    print::line("");
    print::raw(&toml::to_string_pretty(&active.settings).context("write the settings as TOML")?)
}

fn show_difference(
    common: &DeploymentOptions,
    deployment: &Deployment,
    active: &Active,
    folder: &Folder,
) -> Result<()> {
    let files = settings::read_sound(&folder.config)?;
    let files = as_stored(deployment, &files, &active.settings, SystemClock.now());
    let differences = diff::between(&active.settings, &files)?;
    if common.json {
        return print::json(&json!({ "active": active.version, "settings": differences }));
    }
    match &active.version {
        Some(version) => print::aside(format!("Active is {}.", described(version))),
        None => print::aside(none()),
    }
    if differences.is_empty() {
        print::line("No difference: these settings are active.");
        return Ok(());
    }
    differences.iter().map(show::line).for_each(print::line);
    let history = active.commit().map_or(History::NoGit, |commit| git::history(&folder.config, commit));
    if let Err(why) = check_replaces(active.version.as_ref(), history, None) {
        print::aside(print::coloured(why, AnsiColor::Yellow));
    }
    Ok(())
}
