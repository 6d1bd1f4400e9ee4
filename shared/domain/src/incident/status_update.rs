//! Updates on the status page: as somebody asks for one, as it is recorded, and as customers read it.

use super::public::{ComponentStatus, Impact, Phase};
use crate::ids::{ComponentName, ResponderName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody wants to tell customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpdate {
    /// The phase of the work.
    pub phase: Phase,
    /// The text.
    pub text: String,
    /// The impact on customers. The worst of `states` if omitted, and without them as the severity says.
    pub impact: Option<Impact>,
    /// The status of components, each with its name on the page. Those of the service if empty.
    pub states: BTreeMap<ComponentName, ComponentStatus>,
    /// Whether it may say of a resolved incident that it goes on: whoever asks knows that nobody works on it.
    pub after_end: bool,
    /// Whether subscribers hear nothing of it.
    pub silent: bool,
    /// The text in other languages of the page, by language.
    pub translations: BTreeMap<String, String>,
}

impl NewUpdate {
    /// An update of all components of the service, as bad as the severity.
    pub fn saying(phase: Phase, text: &str) -> Self {
        Self {
            phase,
            text: text.to_owned(),
            impact: None,
            states: BTreeMap::new(),
            after_end: false,
            silent: false,
            translations: BTreeMap::new(),
        }
    }
}

/// An update as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRecord {
    /// The phase of the work.
    pub phase: Phase,
    /// The text.
    pub text: String,
    /// The impact on customers.
    pub impact: Impact,
    /// The affected components.
    pub components: Vec<ComponentName>,
    /// The status of each component whose status is not that of the impact.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<ComponentName, ComponentStatus>,
    /// Whether subscribers hear nothing of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// The text in languages of the page, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
    /// The components that `{components}` stands for in texts of the settings: `translations` has those as they stand there, so that
    /// each page names only what it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<ComponentName>,
    /// Whether it is in Callout's own words, which the page has in each of its languages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub generic: bool,
    /// When the acknowledgement lapses now, if a person wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at: Option<Timestamp>,
    /// When whoever has the incident is reminded that customers wait for the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
}

/// How an update was changed after it was published: customers see that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateChange {
    /// The position of the change in the incident's events.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Whether it was withdrawn: nothing that it said holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// Which update somebody corrects or withdraws, and what customers read instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedUpdate {
    /// The update's position in the incident's events.
    pub update: u64,
    /// The text instead; none if it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When whoever has the incident is reminded that customers wait, if they read again that it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
}

/// Whoever has it was reminded that customers wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateReminder {
    /// The responder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responder: Option<ResponderName>,
    /// When they are reminded again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
}

/// One update on the status page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// Its position in the incident's events, which identifies the update.
    pub seq: u64,
    /// When it was published.
    pub at: Timestamp,
    /// When it was added, if that was later: of an incident that nobody told customers of in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<Timestamp>,
    /// The phase of the work.
    pub phase: Phase,
    /// The text.
    pub text: String,
    /// The impact on customers.
    pub impact: Impact,
    /// The affected components.
    pub components: Vec<ComponentName>,
    /// The status of each component whose status is not that of the impact.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub states: BTreeMap<ComponentName, ComponentStatus>,
    /// The text in languages of the page, by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, String>,
    /// The components that `{components}` stands for in texts of the settings: `translations` has those as they stand there, so that
    /// each page names only what it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<ComponentName>,
    /// How it was changed after it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<UpdateChange>,
    /// Whether it is in Callout's own words, which the page has in each of its languages; a person may have published it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub generic: bool,
    /// Whether no person wrote it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// Whether subscribers hear nothing of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

impl StatusUpdate {
    /// Whether somebody withdrew it.
    pub fn is_withdrawn(&self) -> bool {
        self.changed.is_some_and(|change| change.withdrawn)
    }

    /// The position of what made it as it is.
    pub fn version(&self) -> u64 {
        self.changed.map_or(self.seq, |change| change.seq)
    }

    /// What this update says of a component. Resolving makes all operational (Statuspage).
    pub fn status_of(&self, name: &ComponentName) -> ComponentStatus {
        if self.phase.is_over() || !self.components.contains(name) {
            return ComponentStatus::Operational;
        }
        self.states.get(name).copied().unwrap_or_else(|| self.impact.into())
    }
}
