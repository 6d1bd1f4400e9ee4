//! What the public page shows and subscribers are told of: incidents and maintenance.

use crate::ids::{ComponentName, IncidentId, MaintenanceId};
use crate::status::{MaintenanceWindow, PublicIncident};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An incident or a maintenance window, as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// An incident.
    Incident(PublicIncident),
    /// A maintenance window.
    Maintenance(MaintenanceWindow),
}

/// Which one; stored as its ID alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ShownId {
    /// An incident.
    Incident(IncidentId),
    /// A maintenance window.
    Maintenance(MaintenanceId),
}

impl Shown {
    /// Its ID.
    pub fn id(&self) -> ShownId {
        match self {
            Self::Incident(incident) => ShownId::Incident(incident.id.clone()),
            Self::Maintenance(window) => ShownId::Maintenance(window.id.clone()),
        }
    }

    /// Whether it is, or ever was, about a component that is asked for.
    pub fn affects(&self, is_asked: impl Fn(&ComponentName) -> bool) -> bool {
        match self {
            // A resolution often names no component, so all count that were ever named.
            Self::Incident(incident) => incident.ever_affected().into_iter().any(is_asked),
            Self::Maintenance(window) => window.ever_affected().any(is_asked),
        }
    }
}

impl ShownId {
    /// Of an incident only.
    pub fn incident(&self) -> Option<&IncidentId> {
        match self {
            Self::Incident(id) => Some(id),
            Self::Maintenance(_) => None,
        }
    }

    /// Of maintenance only.
    pub fn maintenance(&self) -> Option<&MaintenanceId> {
        match self {
            Self::Incident(_) => None,
            Self::Maintenance(id) => Some(id),
        }
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Incident(id) => id.as_str(),
            Self::Maintenance(id) => id.as_str(),
        }
    }
}

impl fmt::Display for ShownId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<IncidentId> for ShownId {
    fn from(id: IncidentId) -> Self {
        Self::Incident(id)
    }
}

impl From<MaintenanceId> for ShownId {
    fn from(id: MaintenanceId) -> Self {
        Self::Maintenance(id)
    }
}

impl From<String> for ShownId {
    fn from(text: String) -> Self {
        match MaintenanceId::is_one(&text) {
            true => Self::Maintenance(MaintenanceId(text)),
            false => Self::Incident(IncidentId(text)),
        }
    }
}

impl From<ShownId> for String {
    fn from(id: ShownId) -> Self {
        match id {
            ShownId::Incident(IncidentId(text)) | ShownId::Maintenance(MaintenanceId(text)) => text,
        }
    }
}
