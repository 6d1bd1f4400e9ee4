//! The forms that tell customers. Decide nothing: they turn what was typed into what is told.

use crate::form_token::is_form_token;
use crate::languages::take_language;
use crate::local_time::instant;
use crate::submitted::{ConsoleForm, all_typed};
use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, NewUpdate, Phase, PublicOnly};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What each ticked component is called in the forms.
pub(super) const AFFECTS: &str = "affects";

/// A form as the browser sends it.
#[derive(Default, Deserialize)]
pub(crate) struct Filled {
    #[serde(default)]
    pub(super) csrf: String,
    /// What makes it this form.
    #[serde(default)]
    pub(super) token: String,
    #[serde(default)]
    pub(super) text: String,
    pub(super) phase: Option<Phase>,
    /// The components that are affected, and the status of each of them.
    #[serde(skip)]
    pub(super) components: BTreeSet<ComponentName>,
    pub(super) status: Option<ComponentStatus>,
    /// When it began and ended, by the reader's clock, if it is over.
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    /// The text in other languages of the page.
    #[serde(skip)]
    pub(super) translations: BTreeMap<String, String>,
    /// That subscribers are to hear nothing of it.
    pub(super) silent: Option<String>,
    /// That customers are to read it.
    pub(super) sure: Option<String>,
}

impl ConsoleForm for Filled {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        all_typed([&self.text].into_iter().chain(self.translations.values()))
    }

    fn take(&mut self, name: &str, value: &str) {
        take_language(&mut self.translations, name, value);
        if name == AFFECTS {
            self.components.insert(value.into());
        }
    }
}

impl Filled {
    /// Whether it is about what is over.
    pub(super) fn is_over(&self) -> bool {
        !self.from.is_empty() || !self.to.is_empty()
    }

    /// What it tells; `None`: it is no form of ours.
    ///
    /// # Errors
    /// A time cannot be read, or nothing is affected.
    pub(super) fn told(&self, zone: &TimeZone) -> Result<Option<PublicOnly>, String> {
        let was = match self.is_over() {
            true => Some((instant(&self.from, zone)?, instant(&self.to, zone)?)),
            false => None,
        };
        let is_ours = is_form_token(&self.token);
        let Some((phase, status)) = self.phase.zip(self.status).filter(|_| is_ours) else { return Ok(None) };
        if self.sure.is_none() {
            return Err("Tick that customers read this at once.".to_owned());
        }
        if self.components.is_empty() {
            return Err("Tick the components that are affected.".to_owned());
        }
        if self.is_over() && status == ComponentStatus::Operational {
            return Err("Choose what was wrong: what works is no incident.".to_owned());
        }
        let states = self.components.iter().map(|name| (name.clone(), status)).collect();
        let silent = self.is_over() || self.silent.is_some();
        let text = self.text.replace("\r\n", "\n");
        let translations = self.translations.clone();
        let update = NewUpdate { states, silent, translations, ..NewUpdate::saying(phase, &text) };
        Ok(Some(PublicOnly { token: self.token.clone(), was, update }))
    }
}
