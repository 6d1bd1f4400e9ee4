//! The last compiled rules, cached between events.
//!
//! Does not check whether they are still active: `settings_source.rs` does.

use callout_domain::settings::Rules;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Mutex;

/// The version of settings that cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable";

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
    /// The version of the settings, of what people decided beside them, and of what they changed for themselves.
    pub(crate) version: Option<String>,
    /// The version that is active and cannot be read: these rules stand in for it.
    pub(crate) instead_of: Option<String>,
    /// Whether they know addresses.
    pub(crate) scope: Scope,
    pub(crate) rules: Arc<Rules>,
    /// When their version was last compared with the active one.
    pub(crate) checked_at: Instant,
}

impl Cached {
    /// Where no settings were ever read: only the fallback contact.
    pub(crate) fn without_settings(scope: Scope, checked_at: Instant) -> Self {
        let (version, rules) = (Some(UNREADABLE.to_owned()), Arc::new(Rules::unreadable()));
        Self { version, instead_of: None, scope, rules, checked_at }
    }
}
