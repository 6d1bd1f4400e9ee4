//! Work that must wait for settings that can be read.

use anyhow::{Context, Result, ensure};
use callout_domain::settings::Rules;
use callout_ports::PortError;
use std::sync::Arc;

/// The settings, if they can be read. By those that cannot, everybody is a stranger and nothing is planned: whatever is not a
/// page, which goes to the fallback contact then, comes again to whoever can read them.
///
/// # Errors
/// They cannot be read, or the store failed.
pub fn readable_settings(read: Result<Arc<Rules>, PortError>) -> Result<Arc<Rules>> {
    let rules = read.context("read the settings")?;
    ensure!(!rules.are_unreadable(), "the settings cannot be read: apply them again");
    Ok(rules)
}
