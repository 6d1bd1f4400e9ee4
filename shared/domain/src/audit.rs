//! Who did what, whatever it was about: an incident, a silence, a shift, a contact, the settings.
//!
//! Must not name what Callout did by itself; timelines do.

mod words;

use crate::ids::ResponderName;
use crate::incident::{Actor, EventRecord};
use crate::live::{LiveChange, LiveRecord};
use crate::person::PersonEvent;
use crate::settings::SettingsApplied;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that a person did.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its place among all entries: a later one is greater.
    pub place: AuditPlace,
    /// What was done.
    pub done: Audited,
}

/// The place of an entry among all entries. Whoever reads on does so before one of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AuditPlace(pub String);

impl fmt::Display for AuditPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Audited {
    /// In an incident.
    Incident(EventRecord),
    /// Beside the settings: a silence, a window, an override, a request for a shift.
    Decision(LiveRecord),
    /// How somebody is reached.
    Contacts(PersonEvent),
    /// All sessions of somebody ended.
    SignedOut(SignedOut),
    /// A link was printed that signs in as somebody.
    Linked(ConsoleLink),
    /// Settings were applied.
    Settings(SettingsApplied),
}

/// All sessions of somebody ended, with the links that sign them in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Whose.
    pub responder: ResponderName,
    /// Who did it, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A link was printed that signs in as somebody: whoever opens it works under that name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleLink {
    /// As whom.
    pub responder: ResponderName,
    /// Who did it, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What entries are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditKind {
    /// Incidents.
    Incidents,
    /// Silences and maintenance windows.
    Silences,
    /// Overrides and requests for shifts.
    OnCall,
    /// Contacts and sessions of people.
    People,
    /// Settings.
    Settings,
}

impl AuditKind {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 5] = [Self::Incidents, Self::Silences, Self::OnCall, Self::People, Self::Settings];

    /// The word in addresses and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Silences => "silences",
            Self::OnCall => "oncall",
            Self::People => "people",
            Self::Settings => "settings",
        }
    }

    /// The words in a list to choose from.
    pub fn title(self) -> &'static str {
        match self {
            Self::Incidents => "Incidents",
            Self::Silences => "Silences and maintenance",
            Self::OnCall => "On call",
            Self::People => "Contacts and sessions",
            Self::Settings => "Settings",
        }
    }

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Audited {
    /// When it was done.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Incident(record) => record.at,
            Self::Decision(record) => record.at,
            Self::Contacts(event) => event.at,
            Self::SignedOut(done) => done.at,
            Self::Linked(link) => link.at,
            Self::Settings(applied) => applied.at,
        }
    }

    /// Who did it, as it was recorded.
    pub fn by(&self) -> String {
        match self {
            Self::Incident(record) => record.actor.to_string(),
            Self::Decision(LiveRecord { by, .. })
            | Self::Contacts(PersonEvent { by, .. })
            | Self::SignedOut(SignedOut { by, .. })
            | Self::Linked(ConsoleLink { by, .. }) => by.clone(),
            Self::Settings(applied) => applied.origin.by.clone().unwrap_or_else(|| "not recorded".to_owned()),
        }
    }

    /// Who did it, where the name in the settings is known.
    pub fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Incident(record) => Some(&record.actor),
            _ => None,
        }
    }

    /// What it is about.
    pub fn kind(&self) -> AuditKind {
        match self {
            Self::Incident(_) => AuditKind::Incidents,
            Self::Decision(record) => match &record.entry.what {
                LiveChange::Silence { .. } | LiveChange::Maintenance { .. } | LiveChange::Ended(_) => {
                    AuditKind::Silences
                }
                LiveChange::Override { .. } | LiveChange::ShiftRequest { .. } => AuditKind::OnCall,
            },
            Self::Contacts(_) | Self::SignedOut(_) | Self::Linked(_) => AuditKind::People,
            Self::Settings(_) => AuditKind::Settings,
        }
    }

    /// The number of the incident that it was done in or for.
    pub fn incident(&self) -> Option<u64> {
        match self {
            Self::Incident(record) => Some(record.number),
            Self::Decision(record) => record.entry.made.incident,
            Self::Contacts(_) | Self::SignedOut(_) | Self::Linked(_) | Self::Settings(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
