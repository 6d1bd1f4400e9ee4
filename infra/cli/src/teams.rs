//! The teams that a command line means.
//! Must not page anybody.

use anyhow::{Result, bail};
use callout_domain::ids::{ResponderName, ServiceName, TeamName};
use callout_domain::oncall::nearest;
use callout_domain::settings::Settings;
use std::collections::BTreeSet;

/// The services of a team; with the word `mine`, of all teams of whoever asks.
///
/// # Errors
/// There is no such team; the message says which there are.
pub(crate) fn services_of_team(
    settings: &Settings,
    team: &str,
    me: Option<&ResponderName>,
) -> Result<BTreeSet<ServiceName>> {
    if let Some(services) = settings.services_of_team(team, me) {
        return Ok(services);
    }
    let known: Vec<&str> = settings.teams.keys().map(TeamName::as_str).collect();
    match nearest(team, known.iter().copied()) {
        Some(near) => bail!("there is no team `{team}`; did you mean `{near}`?"),
        None if known.is_empty() => bail!("there is no team `{team}`: the settings have no [teams]"),
        None => bail!("there is no team `{team}`; there are: {}", known.join(", ")),
    }
}
