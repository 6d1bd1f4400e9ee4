//! What the main status page shows of an incident: subscribers are told that, and nothing that only other pages show.

use crate::deps::Ports;
use anyhow::Result;
use callout_domain::incident::Incident;
use callout_domain::status::{Audience, PublicIncident};
use callout_lambda::readable_settings;
use callout_ports::SettingsSource as _;

/// The public side of an incident as the main page shows it; `None` if it does not.
pub(crate) async fn public(incident: Option<&Incident>, deps: &impl Ports) -> Result<Option<PublicIncident>> {
    let Some(public) = incident.and_then(PublicIncident::of) else { return Ok(None) };
    let rules = readable_settings(deps.table().rules().await)?;
    // Without a status page there is nothing to hide, and nothing to tell until it comes back.
    Ok(match Audience::main(rules.settings()) {
        Some(main) => main.incident(&public),
        None => Some(public),
    })
}
