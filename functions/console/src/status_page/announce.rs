//! The form that announces maintenance to customers. Decides nothing: it turns what was typed into a decision.

use super::form::AFFECTS;
use crate::languages::{take_language, take_title};
use crate::local_time::{beginning, instant};
use crate::session::Session;
use crate::submitted::{ConsoleForm, all_typed};
use callout_domain::ids::{ComponentName, ServiceName};
use callout_domain::live::{LiveChange, LiveEntry, Made};
use callout_domain::suppression::PublicMaintenance;
use callout_lambda::LiveCommand;
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The form as the browser sends it.
#[derive(Default, Clone, Deserialize)]
pub(crate) struct Announcement {
    #[serde(default)]
    pub(super) csrf: String,
    #[serde(default)]
    pub(super) title: String,
    /// What it means for customers.
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    /// The service whose alarms are held back meanwhile; empty for none.
    #[serde(default)]
    pub(super) service: String,
    /// Both in other languages of the page.
    #[serde(skip)]
    pub(super) titles: BTreeMap<String, String>,
    #[serde(skip)]
    pub(super) texts: BTreeMap<String, String>,
    /// That subscribers are to hear nothing of it.
    pub(super) silent: Option<String>,
    /// That customers are to read it.
    sure: Option<String>,
    #[serde(skip)]
    pub(super) components: BTreeSet<ComponentName>,
}

impl ConsoleForm for Announcement {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        let parts =
            [&self.title, &self.text].into_iter().chain(self.titles.values()).chain(self.texts.values());
        all_typed(parts)
    }

    fn take(&mut self, name: &str, value: &str) {
        take_language(&mut self.texts, name, value);
        take_title(&mut self.titles, name, value);
        if name == AFFECTS {
            self.components.insert(value.into());
        }
    }
}

impl Announcement {
    /// Whether alarms are held back, too.
    pub(super) fn holds(&self) -> bool {
        !self.service.is_empty()
    }

    /// The decision.
    ///
    /// # Errors
    /// A field is missing or cannot be read.
    pub(super) fn command(&self, session: &Session, now: Timestamp) -> Result<LiveCommand, String> {
        let (settings, zone) = (session.rules.settings(), session.reader().zone().clone());
        let known = settings.status_page.as_ref().map(|page| &page.components);
        let is_known = |name: &ComponentName| known.is_some_and(|known| known.contains_key(name));
        if self.sure.is_none() {
            return Err("Tick that customers read this at once.".to_owned());
        }
        if self.title.trim().is_empty() {
            return Err("Write a title: customers read it first.".to_owned());
        }
        if self.components.is_empty() || !self.components.iter().all(is_known) {
            return Err("Tick the components that are worked on.".to_owned());
        }
        let service = Some(ServiceName::from(self.service.as_str())).filter(|_| self.holds());
        if service.as_ref().is_some_and(|name| !settings.services.contains_key(name)) {
            return Err("Choose the service whose alarms are held back, or none.".to_owned());
        }
        let languages = settings.status_page.as_ref().map(|page| page.spoken()).unwrap_or_default();
        let spoken = |texts: &BTreeMap<String, String>| {
            let spoken = texts.iter().filter(|(language, _)| languages.contains(language));
            spoken.map(|(language, text)| (language.clone(), text.trim().to_owned())).collect()
        };
        let page = PublicMaintenance {
            components: self.components.iter().cloned().collect(),
            title: self.title.trim().to_owned(),
            text: self.text.trim().replace("\r\n", "\n"),
            titles: spoken(&self.titles),
            texts: spoken(&self.texts),
            silent: self.silent.is_some(),
        };
        Ok(LiveCommand::Make(Box::new(LiveEntry {
            what: LiveChange::Maintenance { services: service.into_iter().collect(), page: Some(page) },
            from: beginning(&self.from, &zone, now)?,
            until: instant(&self.to, &zone)?,
            reason: self.title.trim().to_owned(),
            made: Made { by: session.reader().name_of(&session.actor), at: now, incident: None },
        })))
    }
}
