//! Routing: which service an alarm belongs to, its severity, and how it is handled. Rules are data.
//!
//! A broken or missing rule must never lose an alarm: an alarm without a route goes to the unrouted service.
//!
//! Routes are checked from top to bottom. The first route without `continue` whose matchers all match takes the alarm
//! and names its service. A matching route with `continue` only adds its values. If several routes set a value, the
//! first one wins, so put specific routes above general ones.

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

/// The severity of an alarm without one. If in doubt, use the higher severity (PagerDuty's guide).
pub const DEFAULT_SEVERITY: Severity = Severity::Sev2;

/// The service of alarms without a route. It needs no settings.
pub const UNROUTED: &str = "unrouted";

/// One rule. The first route without `continue` whose matchers all match takes the alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The route's display name.
    pub name: String,
    /// The alarms that match: `{ alarm = "payments-.*" }`. Default: all. Fields: `source`, `summary`, `dedup_key`,
    /// `detail`, and every label.
    #[serde(default, rename = "match", skip_serializing_if = "Matches::is_empty")]
    pub matches: Matches,
    /// Whether the next routes are checked too. This route then only adds its values, and another one names the
    /// service.
    #[serde(default, rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    pub continues: bool,
    /// The service that owns matching alarms. A route with `continue` names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// The severity. Default: from impact and urgency, else the alarm's own, else SEV2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The impact, as a word of `[severity]`. Default: the alarm's label `impact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<String>,
    /// The urgency, as a word of `[severity]`. Default: the alarm's label `urgency`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// What `INSUFFICIENT_DATA` means for matching alarms. Default: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_data: Option<NoData>,
    /// How long an alarm must last before it pages, e.g. `3m`. An alarm that clears before notifies nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Delay>,
    /// Alarms with equal values in these fields share an incident. Default: all alarms of the service share one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<String>,
    /// How long after its first alarm an incident accepts others. Default: as long as it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Delay>,
}

/// What an alarm without data means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoData {
    /// Nothing: an open alert stays open, and none opens.
    #[default]
    Ignore,
    /// It is shown as a warning, and pages nobody.
    Warn,
    /// It pages like an alarm.
    Page,
}

/// The routing result, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// The service that owns it.
    pub service: ServiceName,
    /// The severity.
    pub severity: Severity,
    /// What missing data means for it.
    pub no_data: NoData,
    /// The reason, as text for the timeline.
    pub because: String,
    /// The group that shares an incident.
    pub group: Group,
    /// How long it must last before it pages. An alarm that clears before notifies nobody.
    pub pause: Option<Delay>,
}

impl Routed {
    /// A route without a pause that groups by service.
    pub fn to(service: ServiceName, severity: Severity, because: &str) -> Self {
        let (group, because) = (Group::of_service(&service), because.to_owned());
        Self { service, severity, no_data: NoData::Ignore, because, group, pause: None }
    }

    /// The same, with a hint for whoever reads on the timeline why the alarm is there.
    pub fn with_hint(mut self, hint: &str) -> Self {
        let group = if self.group.because.is_empty() { "same service" } else { &self.group.because };
        self.group.because = format!("{group}; {hint}");
        self.because = format!("{}; {hint}", self.because);
        self
    }
}
