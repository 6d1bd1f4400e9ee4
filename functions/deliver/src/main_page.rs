//! The main status page: subscribers are told what it shows, and nothing that only other pages show.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_domain::status::Audience;
use callout_lambda::readable_settings;
use callout_ports::{PageDocuments as _, SettingsSource as _};

/// The main page; `None` without one: there is nothing to hide then, and nothing to tell until it comes back.
pub(crate) async fn main_page(deps: &impl Ports) -> Result<Option<Audience>> {
    let rules = readable_settings(deps.table().rules().await)?;
    let Some(main) = Audience::main(rules.settings()) else { return Ok(None) };
    // Only where there are others does this page keep anything off: also what the settings no longer have, as its document knows.
    if rules.settings().status_pages.is_empty() {
        return Ok(Some(main));
    }
    let page = deps.table().page().await.context("load the page's document")?;
    Ok(Some(main.knowing(&page)))
}
