//! What is published to customers. Must not show whether the incident is acknowledged: that is its status.

use crate::severity::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// What happened, told once it is over (Statuspage).
    Postmortem,
}

impl Phase {
    /// The word shown to customers.
    pub fn title(self) -> &'static str {
        match self {
            Self::Investigating => "Investigating",
            Self::Identified => "Identified",
            Self::Monitoring => "Monitoring",
            Self::Resolved => "Resolved",
            Self::Postmortem => "Postmortem",
        }
    }

    /// Whether customers read that it is over.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::Postmortem)
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

impl ComponentStatus {
    /// The words for people who work on it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Operational => "Operational",
            Self::DegradedPerformance => "Degraded performance",
            Self::PartialOutage => "Partial outage",
            Self::MajorOutage => "Major outage",
        }
    }
}

impl Impact {
    /// The word for people who work on it.
    pub fn title(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Minor => "Minor",
            Self::Major => "Major",
            Self::Critical => "Critical",
        }
    }
}
