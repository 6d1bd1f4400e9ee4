//! The active settings, compiled, on DynamoDB.
//!
//! Settings that cannot be read must not stop paging: the last good ones stay active, or else rules with only the
//! fallback contact.

use crate::rules_cache::{Cached, Scope, UNREADABLE};
use crate::settings::{self, Pointer};
use crate::table::Table;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{ContactSource, PortError, SettingsSource};
use std::sync::Arc;
use std::time::Instant;

impl SettingsSource for Table {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        self.current_rules(Scope::Rules).await
    }
}

impl ContactSource for Table {
    async fn rules_with_contacts(&self) -> Result<Arc<Rules>, PortError> {
        self.current_rules(Scope::WithContacts).await
    }
}

impl Table {
    async fn current_rules(&self, wanted: Scope) -> Result<Arc<Rules>, PortError> {
        if let Some(known) = self.rules.0.lock().await.as_ref()
            && known.scope >= wanted
            && known.checked_at.elapsed() < self.rules_for
        {
            return Ok(Arc::clone(&known.rules));
        }
        let checked_at = Instant::now();
        let pointer = match settings::pointer(self).await {
            Err(error @ PortError::Unavailable { .. }) => return Err(error),
            read => read,
        };
        let version = version(&pointer);
        let mut cached = self.rules.0.lock().await;
        // Whoever needed addresses once keeps them: the last good rules are worth nothing to notify without them.
        let scope = cached.as_ref().map_or(wanted, |known| known.scope.max(wanted));
        if let Some(known) = cached.as_mut().filter(|known| known.version == version && known.scope == scope)
        {
            known.checked_at = checked_at;
            return Ok(Arc::clone(&known.rules));
        }
        let next = match self.load_rules(pointer, scope).await {
            Ok(rules) => Cached { version, instead_of: None, scope, rules, checked_at },
            Err(error @ PortError::Corrupt { .. }) => {
                let last_good = cached.take().filter(|known| known.scope == scope);
                carry_on(error, version, last_good, Cached::without_settings(scope, checked_at))
            }
            Err(error) => return Err(error),
        };
        let rules = Arc::clone(&next.rules);
        *cached = Some(next);
        Ok(rules)
    }

    async fn load_rules(
        &self,
        pointer: Result<Option<Pointer>, PortError>,
        scope: Scope,
    ) -> Result<Arc<Rules>, PortError> {
        Ok(Arc::new(match pointer? {
            Some(pointer) => {
                Rules::build(settings::read(self, &pointer, scope).await?).applied_as(pointer.applied())
            }
            None => Rules::build(Settings::default()),
        }))
    }
}

fn version(pointer: &Result<Option<Pointer>, PortError>) -> Option<String> {
    match pointer {
        Ok(pointer) => pointer.as_ref().map(|pointer| pointer.version.clone()),
        Err(_) => Some(UNREADABLE.to_owned()),
    }
}

/// The rules when settings cannot be read: the last good ones, or else those of nobody. The settings are read again with each
/// event, so that applying them again repairs it; the error is logged once per process, not per alarm.
fn carry_on(
    error: PortError,
    version: Option<String>,
    last_good: Option<Cached>,
    otherwise: Cached,
) -> Cached {
    let known =
        last_good.as_ref().is_some_and(|known| known.instead_of.is_some() && known.instead_of == version);
    let instead = match &last_good {
        Some(known) if !known.rules.are_unreadable() => "the last good settings",
        _ => "the fallback contact only",
    };
    if !known {
        let error = anyhow::Error::from(error);
        tracing::error!(
            "the settings cannot be read, paging goes on with {instead}; apply them again: {error:#}"
        );
    }
    Cached { instead_of: version, checked_at: otherwise.checked_at, ..last_good.unwrap_or(otherwise) }
}
