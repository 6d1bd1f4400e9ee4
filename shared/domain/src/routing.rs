//! Which service an alarm belongs to, how bad it is and how it is handled: rules as data.
//!
//! A rule that is broken or missing never ends in silence: what no route takes goes to the unrouted service.
//!
//! Routes are looked at from top to bottom. The first without `continue` whose every match holds takes the alarm and names
//! its service. A route with `continue` that matches only adds what it says. Whatever several of them say, the first one
//! that says it is heard: a route above another is the more particular one.

mod matrix;
mod table;
#[cfg(test)]
mod tests;
mod trace;

pub use matrix::SeverityMatrix;
pub use table::Routes;
pub use trace::{Missed, RouteTrace};

use crate::delay::Delay;
use crate::ids::ServiceName;
use crate::matcher::Matches;
use crate::severity::Severity;
use crate::triage::Group;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The severity of an alarm for which nobody said any: doubtful severity takes the higher (PagerDuty's guide).
pub const DEFAULT_SEVERITY: Severity = Severity::Sev2;

/// The service of what no route takes; it needs no settings.
pub const UNROUTED: &str = "unrouted";

/// One rule. The first route without `continue` whose every match holds takes the alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// What people call this rule.
    pub name: String,
    /// Which alarms: `{ alarm = "payments-.*" }`; left out: all. Fields: `source`, `summary`, `dedup_key`, `detail`, and every label.
    #[serde(default, rename = "match", skip_serializing_if = "Matches::is_empty")]
    pub matches: Matches,
    /// Whether the next routes are looked at too: this one only adds what it says, another names the service.
    #[serde(default, rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// The service that owns what matches; a route with `continue` names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// How bad it is; left out: what impact and urgency come to, else what the alarm says, else SEV2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How much suffers, in a word of `[severity]`; left out: the alarm's label `impact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// How soon it hurts, in a word of `[severity]`; left out: the alarm's label `urgency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// What `INSUFFICIENT_DATA` means for what matches; left out: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data: Option<NoData>,
    /// How long it may last before it pages, e.g. `3m`; nothing is said of what is over by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Delay>,
    /// Alarms that agree in these fields share an incident, instead of all of the service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<String>,
    /// How long after its first alarm an incident takes in others; left out: as long as it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Delay>,
}

/// What an alarm without data means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoData {
    /// Nothing: an open alert stays open, nothing new opens.
    #[default]
    Ignore,
    /// It is worth a look, and wakes nobody.
    Warn,
    /// It pages like an alarm.
    Page,
}

/// Where an alarm goes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// The service that owns it.
    pub service: ServiceName,
    /// How bad it is.
    pub severity: Severity,
    /// What no data means for it.
    pub no_data: NoData,
    /// The reason, in words for the timeline.
    pub because: String,
    /// With which alerts it shares an incident.
    pub group: Group,
    /// How long it may last before it pages; nothing is said of one that is over by then.
    pub pause: Option<Delay>,
}

impl Routed {
    /// Where an alarm goes that nothing holds back, with everything else about the service.
    pub fn to(service: ServiceName, severity: Severity, because: &str) -> Self {
        let (group, because) = (Group::of_service(&service), because.to_owned());
        Self { service, severity, no_data: NoData::Ignore, because, group, pause: None }
    }
}
