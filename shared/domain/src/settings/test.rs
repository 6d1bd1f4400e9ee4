//! Tests that operators write beside their routes: this alarm must go there.
//!
//! Must not read files or a clock, and is not part of the settings in force: whoever checks them runs the tests.

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::ids::{PolicyName, ResponderName, ServiceName};
use crate::matcher::Labels;
use crate::routing::NoData;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must become of an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTest {
    /// What must hold, as a sentence.
    pub name: String,
    /// The alarm.
    #[serde(default)]
    pub event: Option<TestEvent>,
    /// Or a file with it, as CloudWatch, EventBridge, SNS or another tool delivers it; relative to the folder of settings.
    #[serde(default)]
    pub event_file: Option<String>,
    /// When it comes in, e.g. `2027-01-10T03:00:00Z`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// What must become of it; what is left out may be anything.
    #[serde(default)]
    pub expect: Expected,
}

/// An alarm in its shortest form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestEvent {
    /// Who speaks; left out: `cloudwatch`.
    #[serde(default)]
    pub source: Option<String>,
    /// One line for people; left out: the label `alarm`.
    #[serde(default)]
    pub summary: Option<String>,
    /// What the source calls the alarm; left out: the label `alarm`.
    #[serde(default)]
    pub dedup_key: Option<String>,
    /// Its labels: `{ alarm = "payments-errors", tag.team = "payments" }`.
    #[serde(default)]
    pub labels: Labels,
    /// How bad it says it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The service it names.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// Why it says so.
    #[serde(default)]
    pub detail: Option<String>,
}

/// What must become of an alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The service it goes to.
    #[serde(default)]
    pub service: Option<ServiceName>,
    /// How bad it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The name of the route that takes it.
    #[serde(default)]
    pub route: Option<String>,
    /// The policy by which people are paged.
    #[serde(default)]
    pub policy: Option<PolicyName>,
    /// Who is paged first, in any order, if nothing holds it back; needs `at`.
    #[serde(default)]
    pub pages: Option<Vec<ResponderName>>,
    /// What holds it back: `silence NAME`, `maintenance NAME`, or `nothing`; needs `at`.
    #[serde(default)]
    pub held: Option<String>,
    /// What alerts of its incident have in common: `same service`, `same route`, `same dimension.cluster`.
    #[serde(default)]
    pub group: Option<String>,
    /// How long it may last before it pages, e.g. `3m`.
    #[serde(default)]
    pub pause: Option<crate::delay::Delay>,
    /// What no data means for it.
    #[serde(default)]
    pub no_data: Option<NoData>,
}

impl TestEvent {
    /// The alarm in full, as it comes in at an instant.
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
            labels: self.labels.0.clone(),
            links: Vec::new(),
            detail: self.detail.clone().unwrap_or_default(),
            muted: None,
            children: Vec::new(),
        }
    }
}

impl Expected {
    /// Whether nothing at all is expected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
