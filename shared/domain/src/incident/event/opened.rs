//! How an incident began, with everything that was settled then. Stored for ever, as the events are.

use super::super::hold::Hold;
use crate::alarm::Link;
use crate::escalation::PolicySnapshot;
use crate::ids::{AlertKey, ComponentName, ServiceName};
use crate::severity::Severity;
use crate::triage::GroupKey;
use serde::{Deserialize, Serialize};

/// How an incident began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// One line for people.
    pub title: String,
    /// Who owns it.
    pub service: ServiceName,
    /// What people call the owner.
    pub service_title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The alert that opened it.
    pub alert: AlertKey,
    /// Why it went to this service, in words.
    pub because: String,
    /// Why the source says it is bad.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What to do about it, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// Whom to page, as the settings stood now.
    pub policy: PolicySnapshot,
    /// How many incidents the policy had before.
    #[serde(default)]
    pub turn: u64,
    /// Parts of the status page that suffer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentName>,
    /// Which alerts join it.
    pub group: GroupKey,
    /// Why nobody is called out yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// It is worth a look, and wakes nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
    /// It stands for the alerts of many services.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bundle: bool,
}
