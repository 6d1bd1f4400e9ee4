//! The schedules and people that a command line means.
//! Must not decide who is on call.

use crate::args::{DeploymentOptions, Place};
use crate::deployment::Deployment;
use crate::live::with_decisions;
use crate::own_contacts::with_own_contacts;
use crate::settings;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName, ServiceName};
use callout_domain::oncall::{Schedule, nearest};
use callout_domain::settings::{Rules, Settings};
use std::collections::BTreeSet;

/// The rules of a folder, or the active ones.
pub(super) async fn load(common: &DeploymentOptions, place: &Place) -> Result<Rules> {
    let settings = match &place.config {
        Some(folder) => settings::read_sound(folder)?,
        None => {
            let deployment = Deployment::find(common).await?;
            let settings = with_own_contacts(&deployment, active(&deployment).await?.settings).await?;
            with_decisions(&deployment, settings).await?
        }
    };
    let rules = Rules::build(settings);
    if let Some(name) = &place.schedule {
        known_schedule(rules.settings(), name)?;
    }
    Ok(rules)
}

/// The active settings, and those before them.
pub(super) async fn active(deployment: &Deployment) -> Result<callout_aws::Latest> {
    let latest = callout_aws::load_latest(&deployment.table).await;
    let latest = latest.with_context(|| deployment.unreachable())?;
    Ok(latest.unwrap_or(callout_aws::Latest { settings: Settings::default(), number: 0, before: None }))
}

/// The schedules that were asked for, by name.
pub(super) fn wanted<'a>(
    rules: &'a Rules,
    only: Option<&BTreeSet<ScheduleName>>,
) -> Vec<(&'a ScheduleName, &'a Schedule)> {
    let all = rules.schedules().iter();
    all.filter(|(name, _)| only.is_none_or(|only| only.contains(*name))).collect()
}

/// Refuses a schedule that nobody wrote.
pub(super) fn known_schedule(settings: &Settings, name: &str) -> Result<ScheduleName> {
    let known: Vec<&str> = settings.schedules.keys().map(ScheduleName::as_str).collect();
    known_name("schedule", name, &known).map(ScheduleName::from)
}

/// Refuses a service that nobody wrote.
pub(super) fn known_service(rules: &Rules, name: &str) -> Result<ServiceName> {
    let known: Vec<&str> = rules.settings().services.keys().map(ServiceName::as_str).collect();
    known_name("service", name, &known).map(ServiceName::from)
}

/// Refuses a responder whom nobody wrote down.
pub(super) fn known_responder(rules: &Rules, name: &str) -> Result<ResponderName> {
    let known: Vec<&str> = rules.settings().responders.keys().map(ResponderName::as_str).collect();
    known_name("responder", name, &known).map(ResponderName::from)
}

/// Refuses a name that nobody wrote, with what may have been meant.
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
