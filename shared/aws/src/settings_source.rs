//! The active settings, compiled, on DynamoDB.
//!
//! Settings that cannot be read must not stop paging: the last good ones stay active, or else rules with only the
//! fallback contact.

use crate::items::{Item, from_attributes};
use crate::keys::Key;
use crate::live;
use crate::rules_cache::{Cached, Scope, UNREADABLE};
use crate::settings::{self, Pointer};
use crate::table::Table;
use callout_domain::live::LiveVersion;
use callout_domain::person::People;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{ContactSource, LiveStore as _, PortError, SettingsSource};
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
        let pointers = Pointers::read(self).await?;
        let version = pointers.version();
        let mut cached = self.rules.0.lock().await;
        // Whoever needed addresses once keeps them: the last good rules are worth nothing to notify without them.
        let scope = cached.as_ref().map_or(wanted, |known| known.scope.max(wanted));
        if let Some(known) = cached.as_mut().filter(|known| known.version == version && known.scope == scope)
        {
            known.checked_at = checked_at;
            return Ok(Arc::clone(&known.rules));
        }
        let next = match self.load_rules(pointers, scope).await {
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

    async fn load_rules(&self, pointers: Pointers, scope: Scope) -> Result<Arc<Rules>, PortError> {
        let live = self.load_live(pointers.live).await?;
        Ok(Arc::new(match pointers.settings? {
            Some(pointer) => {
                let read = settings::read(self, &pointer, scope).await?;
                let people = match pointers.changes_of_people {
                    0 => People::default(),
                    _ => self.people_of(&read, scope).await?,
                };
                Rules::build_with_people(read, live, people).applied_as(pointer.applied())
            }
            None => Rules::build_with(Settings::default(), live),
        }))
    }

    /// What people decided beside the settings. What cannot be read counts as nothing: then more pages leave, never fewer.
    async fn load_live(&self, pointer: Result<Option<Item>, PortError>) -> Result<LiveVersion, PortError> {
        let read = match pointer {
            // Somebody decided something between the two reads: look again.
            Ok(pointer) => match self.live_at(live::number(pointer.as_ref())).await {
                Ok(None) => self.live().await,
                other => other.map(Option::unwrap_or_default),
            },
            Err(error) => Err(error),
        };
        match read {
            Err(error @ PortError::Corrupt { .. }) => {
                let error = anyhow::Error::from(error);
                tracing::error!(
                    "silences, windows and overrides that people made cannot be read and do not hold; make them again: {error:#}"
                );
                Ok(LiveVersion::default())
            }
            read => read,
        }
    }
}

/// Which versions are active, of the settings and of what people decided beside them.
struct Pointers {
    settings: Result<Option<Pointer>, PortError>,
    live: Result<Option<Item>, PortError>,
    /// How often people changed something for themselves.
    changes_of_people: u64,
}

impl Pointers {
    async fn read(table: &Table) -> Result<Self, PortError> {
        let keys = [&Key::settings(), &Key::live(), &Key::people()];
        let [settings, live, people] = table.get_each(keys, "look which settings are active").await?;
        let people: Option<Item> = people.map(from_attributes).transpose().unwrap_or_default();
        Ok(Self {
            settings: settings.map(from_attributes).transpose(),
            live: live.map(from_attributes).transpose(),
            changes_of_people: live::number(people.as_ref()),
        })
    }

    /// Names all of them together.
    fn version(&self) -> Option<String> {
        let live = self
            .live
            .as_ref()
            .map_or_else(|_| UNREADABLE.to_owned(), |live| live::number(live.as_ref()).to_string());
        match &self.settings {
            Ok(pointer) => {
                let version = pointer.as_ref().map_or("", |pointer| pointer.version.as_str());
                let console = pointer.as_ref().and_then(|pointer| pointer.console.as_deref());
                Some(format!("{version}/{live}/{}/{}", self.changes_of_people, console.unwrap_or_default()))
            }
            Err(_) => Some(UNREADABLE.to_owned()),
        }
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
