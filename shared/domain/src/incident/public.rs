//! What is published to customers. Must not show whether the incident is acknowledged: that is its status.

use crate::ids::ComponentName;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The phase of the work on an incident (Statuspage's words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The cause is not known.
    Investigating,
    /// The cause is known.
    Identified,
    /// A fix is in place.
    Monitoring,
    /// It is over.
    Resolved,
}

impl Phase {
    /// The word shown to customers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Investigating => "Investigating",
            Self::Identified => "Identified",
            Self::Monitoring => "Monitoring",
            Self::Resolved => "Resolved",
        }
    }
}

/// The impact on customers (Statuspage's words), ordered from least to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Nothing customers notice.
    None,
    /// Slower, or partly broken.
    Minor,
    /// A large part is broken.
    Major,
    /// The product cannot be used.
    Critical,
}

impl From<Severity> for Impact {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Sev1 => Self::Critical,
            Severity::Sev2 => Self::Major,
            Severity::Sev3 | Severity::Sev4 => Self::Minor,
            Severity::Sev5 => Self::None,
        }
    }
}

/// The status of a component (Statuspage's words), from best to worst. Maintenance is apart: it is the page's, not an
/// incident's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComponentStatus {
    /// Works normally.
    Operational,
    /// Slower than usual.
    DegradedPerformance,
    /// Broken for some customers.
    PartialOutage,
    /// Broken.
    MajorOutage,
}

impl From<Impact> for ComponentStatus {
    fn from(impact: Impact) -> Self {
        match impact {
            Impact::None => Self::Operational,
            Impact::Minor => Self::DegradedPerformance,
            Impact::Major => Self::PartialOutage,
            Impact::Critical => Self::MajorOutage,
        }
    }
}

impl From<ComponentStatus> for Impact {
    fn from(status: ComponentStatus) -> Self {
        match status {
            ComponentStatus::Operational => Self::None,
            ComponentStatus::DegradedPerformance => Self::Minor,
            ComponentStatus::PartialOutage => Self::Major,
            ComponentStatus::MajorOutage => Self::Critical,
        }
    }
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
}

/// One update on the status page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// Its position in the incident's events, which identifies the update.
    pub seq: u64,
    /// When it was published.
    pub at: Timestamp,
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
    /// How it was changed after it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<UpdateChange>,
    /// Whether no person wrote it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
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
        if self.phase == Phase::Resolved || !self.components.contains(name) {
            return ComponentStatus::Operational;
        }
        self.states.get(name).copied().unwrap_or_else(|| self.impact.into())
    }
}
