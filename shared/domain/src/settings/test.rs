//! Tests that operators write for their routes: a sample alarm and the expected result.
//!
//! Must not read files or a clock. Tests are not part of the applied settings: `callout` runs them when it checks
//! settings.

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::ids::{PolicyName, ResponderName, ServiceName};
use crate::matcher::Labels;
use crate::routing::NoData;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A route test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTest {
    /// What the test checks, as a sentence.
    pub name: String,
    /// The alarm.
    #[serde(default)]
    pub event: Option<TestEvent>,
    /// Or a file with the alarm, as CloudWatch, EventBridge, SNS, or another tool delivers it. The path is relative to
    /// the folder of the settings.
    #[serde(default)]
    pub event_file: Option<String>,
    /// When the alarm arrives, e.g. `2027-01-10T03:00:00Z`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// The expected result. Omitted keys are not checked.
    #[serde(default)]
    pub expect: Expected,
}

/// An alarm in its shortest form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestEvent {
    /// The alarm's source. Default: `cloudwatch`.
    #[serde(default)]
    pub source: Option<String>,
    /// A one-line summary. Default: the label `alarm`.
    #[serde(default)]
    pub summary: Option<String>,
    /// The alarm's key within its source. Default: the label `alarm`.
    #[serde(default)]
    pub dedup_key: Option<String>,
    /// Its labels: `{ alarm = "payments-errors", tag.team = "payments" }`.
    #[serde(default)]
    pub labels: Labels,
    /// The severity the alarm reports.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The service it names.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// The source's description of the problem.
    #[serde(default)]
    pub detail: Option<String>,
}

/// The expected result of a route test.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The service it goes to.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// The severity.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The name of the route that takes it.
    #[serde(default)]
    pub route: Option<String>,
    /// The escalation policy.
    #[serde(default)]
    pub policy: Option<PolicyName>,
    /// Who is paged first, in any order, if nothing holds it back and whatever overrides say. Requires `at`. Who is on
    /// call changes with the rota: `policy` tests the route alone.
    #[serde(default)]
    pub pages: Option<Vec<ResponderName>>,
    /// What holds it back: `silence NAME`, `maintenance NAME`, or `nothing`. Requires `at`.
    #[serde(default)]
    pub held: Option<String>,
    /// What alerts of its incident have in common: `same service`, `same route`, `same dimension.cluster`.
    #[serde(default)]
    pub group: Option<String>,
    /// How long it must last before it pages, e.g. `3m`.
    #[serde(default)]
    pub pause: Option<crate::delay::Delay>,
    /// What missing data means for it.
    #[serde(default)]
    pub no_data: Option<NoData>,
}

impl TestEvent {
    /// The complete alarm event at a time.
    pub fn event(&self, at: Timestamp) -> AlarmEvent {
        let alarm = || self.labels.0.get("alarm").cloned().unwrap_or_else(|| "test".to_owned());
        AlarmEvent {
            source: self.source.clone().unwrap_or_else(|| "cloudwatch".to_owned()),
            dedup_key: self.dedup_key.clone().unwrap_or_else(alarm),
            kind: AlarmKind::Trigger,
            summary: self.summary.clone().unwrap_or_else(alarm),
            severity: self.severity,
            service: self.service.clone(),
            changed_at: at,
            order: Default::default(),
            labels: self.labels.0.clone(),
            links: Vec::new(),
            detail: self.detail.clone().unwrap_or_default(),
            muted: None,
            children: Vec::new(),
        }
    }
}

impl Expected {
    /// Whether the test expects nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
