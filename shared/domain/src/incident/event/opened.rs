//! How an incident opened, with everything decided then. Stored forever, like all events.

use super::super::hold::Hold;
use crate::alarm::Link;
use crate::drill::DrillTimes;
use crate::escalation::PolicySnapshot;
use crate::ids::{AlertKey, ComponentName, IncidentId, ServiceName};
use crate::severity::Severity;
use crate::triage::GroupKey;
use serde::{Deserialize, Serialize};

/// How an incident opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// A one-line summary.
    pub title: String,
    /// The service that owns it.
    pub service: ServiceName,
    /// The service's display name.
    pub service_title: String,
    /// The severity.
    pub severity: Severity,
    /// The alert that opened it.
    pub alert: AlertKey,
    /// Why it was routed to this service, as text.
    pub because: String,
    /// The source's description of the problem.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Links to dashboards and logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The runbook, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// The escalation policy as the settings had it then.
    pub policy: PolicySnapshot,
    /// How many incidents the policy had before.
    #[serde(default)]
    pub turn: u64,
    /// The affected components of the status page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentName>,
    /// The group whose alerts join it.
    pub group: GroupKey,
    /// The incident of that group before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<IncidentId>,
    /// Why nobody is paged yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// A warning: shown, but pages nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
    /// Whether it covers alerts of many services.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bundle: bool,
    /// Whether a person declared it: no alarm ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// Whether it is on the status page only: a person told customers of it, and it pages nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public_only: bool,
    /// Whether a colleague reported it on a report page: no alarm ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reported: bool,
    /// The times of a drill. `None` if it is real.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<DrillTimes>,
}
