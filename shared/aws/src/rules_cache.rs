//! The last compiled rules, cached between events.
//!
//! Does not check whether they are still active: `settings_source.rs` does.

use callout_domain::settings::Rules;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Mutex;

/// What is read of a version of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// The rules, each address empty.
    Rules,
    /// The rules with people's addresses.
    WithContacts,
}

/// The last compiled rules, shared by all clones of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct RulesCache(pub(crate) Arc<Mutex<Option<Cached>>>);

/// Rules and the version of their settings.
#[derive(Debug)]
pub(crate) struct Cached {
    /// The settings' version; `None` if none were ever applied.
    pub(crate) version: Option<String>,
    /// Whether they know addresses.
    pub(crate) scope: Scope,
    pub(crate) rules: Arc<Rules>,
    /// When their version was last compared with the active one.
    pub(crate) checked_at: Instant,
}
