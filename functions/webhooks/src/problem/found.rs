//! Which page of the settings an address means. One read of the settings; must not say whether a name exists under another key.

use super::view::Notice;
use crate::deps::Ports;
use axum::response::Response;
use callout_domain::report_page::ReportPage;
use callout_domain::settings::Rules;
use callout_ports::SettingsSource as _;
use std::sync::Arc;

/// A page of the settings, and what it is called.
pub(super) struct Found {
    pub(super) rules: Arc<Rules>,
    pub(super) name: String,
    pub(super) page: ReportPage,
}

/// The page at an address.
pub(super) async fn find<P: Ports>(deps: &P, address: &str) -> Result<Found, Response> {
    let rules = deps.table().rules().await.map_err(|error| Notice::unavailable(&error.into()))?;
    if rules.are_unreadable() {
        return Err(Notice::unavailable(&anyhow::anyhow!("the settings cannot be read")));
    }
    let found = rules.report_page(address).map(|(name, page)| (name.to_owned(), page.clone()));
    let Some((name, page)) = found else {
        deps.strangers().refused("a report page");
        return Err(Notice::no_page());
    };
    Ok(Found { rules, name, page })
}
