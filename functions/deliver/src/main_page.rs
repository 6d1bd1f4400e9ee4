//! The main status page: subscribers are told what it shows, and nothing that only other pages show.

use crate::deps::Ports;
use anyhow::Result;
use callout_domain::status::Audience;
use callout_lambda::readable_settings;
use callout_ports::SettingsSource as _;

/// The main page; `None` without one: there is nothing to hide then, and nothing to tell until it comes back.
pub(crate) async fn main_page(deps: &impl Ports) -> Result<Option<Audience>> {
    let rules = readable_settings(deps.table().rules().await)?;
    Ok(Audience::main(rules.settings()))
}
