//! What the main status page shows: subscribers are told that, and nothing that only other pages show.

use crate::deps::Ports;
use anyhow::Result;
use callout_domain::status::Audience;
use callout_domain::subscriber::Shown;
use callout_lambda::readable_settings;
use callout_ports::SettingsSource as _;

/// What the main page shows of it; `None` if nothing.
pub(crate) async fn view(shown: Option<Shown>, deps: &impl Ports) -> Result<Option<Shown>> {
    let Some(shown) = shown else { return Ok(None) };
    let rules = readable_settings(deps.table().rules().await)?;
    // Without a status page there is nothing to hide, and nothing to tell until it comes back.
    let Some(main) = Audience::main(rules.settings()) else { return Ok(Some(shown)) };
    Ok(match shown {
        Shown::Incident(incident) => main.incident(&incident).map(Shown::Incident),
        Shown::Maintenance(window) => main.window(&window).map(Shown::Maintenance),
    })
}
