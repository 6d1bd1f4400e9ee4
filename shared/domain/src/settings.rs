//! Everything an operator decides, as data.
//!
//! `Settings` is what the files say; `Rules` is the same, ready to answer. Building `Rules` never fails: what is
//! broken is left out and named as a `Problem`, and whatever depended on it ends at the fallback contact.

mod check;
mod ics;
mod mismatch;
mod notices;
mod rules;
mod simulation;
mod test;

pub use check::problems;
pub use ics::{CalendarScope, ExportVersion};
pub use mismatch::Mismatch;
pub use rules::{Rules, hash_key};
pub use simulation::Simulation;
pub use test::{Expected, RouteTest, TestEvent};

use crate::escalation::{Policy, UrgencySettings};
use crate::heartbeat::Heartbeat;
use crate::ids::{ComponentName, HeartbeatName, PolicyName, ResponderName, ScheduleName, ServiceName};
use crate::oncall::settings::{Calendars, ScheduleSettings};
use crate::responder::Responder;
use crate::routing::{Route, SeverityMatrix};
use crate::severity::Severity;
use crate::suppression::{InhibitionSettings, MaintenanceSettings, SilenceSettings};
use crate::triage::{FlappingSettings, StormSettings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All settings of one deployment. Files of a folder are read as one document; a table may stand in any file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who is paged when nobody else is left: a responder, or nobody but the template's own fallback contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<ResponderName>,
    /// What alarms belong to.
    #[serde(default)]
    pub services: BTreeMap<ServiceName, Service>,
    /// Which alarm belongs to which service; the first that matches takes it.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// How bad an alarm is by its impact and urgency.
    #[serde(default, skip_serializing_if = "SeverityMatrix::is_default")]
    pub severity: SeverityMatrix,
    /// Alarms that page nobody for a while, because somebody says so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub silences: BTreeMap<String, SilenceSettings>,
    /// When services are worked on, so that their alarms wait.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub maintenance: BTreeMap<String, MaintenanceSettings>,
    /// Which alarms explain which others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inhibitions: Vec<InhibitionSettings>,
    /// What must become of which alarm. Checked with the settings, never stored with them.
    #[serde(default, rename = "test", skip_serializing)]
    pub tests: Vec<RouteTest>,
    /// People.
    #[serde(default)]
    pub responders: BTreeMap<ResponderName, Responder>,
    /// Who is on call when.
    #[serde(default)]
    pub schedules: BTreeMap<ScheduleName, ScheduleSettings>,
    /// Holidays that schedules share.
    #[serde(default)]
    pub calendars: Calendars,
    /// Whom to page, in which order.
    #[serde(default)]
    pub policies: BTreeMap<PolicyName, Policy>,
    /// What customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_page: Option<StatusPageSettings>,
    /// Tools that send events over HTTPS.
    #[serde(default)]
    pub integrations: BTreeMap<String, Integration>,
    /// Who must report in at least how often; silence is an alarm.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heartbeats: BTreeMap<HeartbeatName, Heartbeat>,
    /// When a postmortem is written and by when.
    #[serde(default)]
    pub postmortems: PostmortemSettings,
    /// When an alarm counts as one that comes and goes.
    #[serde(default, skip_serializing_if = "FlappingSettings::is_default")]
    pub flapping: FlappingSettings,
    /// When so many incidents open that they share one.
    #[serde(default, skip_serializing_if = "StormSettings::is_default")]
    pub storm: StormSettings,
}

/// What an alarm belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What messages call it, e.g. "Payments API".
    pub title: String,
    /// Whom to page when it breaks.
    pub policy: PolicyName,
    /// Parts of the status page that suffer when it breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentName>,
    /// Where responders find what to do, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// When its incidents need not wake anybody; left out: they always do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<UrgencySettings>,
}

/// A tool that sends events over HTTPS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// SHA-256 digests of its keys in hexadecimal; two are valid while one is being replaced.
    pub key_sha256: Vec<String>,
    /// The service its alarms belong to; left out: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// ARNs of the SNS topics that may send to `/v1/sns` with its key; messages of others are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

/// What customers see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusPageSettings {
    /// The page's heading, e.g. "Acme status".
    pub title: String,
    /// Where customers find the product or its support, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The parts shown, in the order of their `order`, then name.
    pub components: BTreeMap<ComponentName, Component>,
    /// The least bad severity whose incidents are published by themselves; `off` publishes none.
    #[serde(default)]
    pub publish: Publish,
}

/// A part of the product as customers know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// What customers call it.
    pub title: String,
    /// Its place on the page.
    #[serde(default)]
    pub order: i32,
}

/// Which incidents are published without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The least bad severity that is published; worse ones are too. Left out: none is.
    pub from: Option<Severity>,
    /// Whether the page says resolved when the incident does; otherwise a person says it.
    #[serde(default = "yes")]
    pub resolve: bool,
}

impl Default for Publish {
    fn default() -> Self {
        Self { from: Some(Severity::Sev3), resolve: true }
    }
}

fn yes() -> bool {
    true
}

/// When a postmortem is written and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PostmortemSettings {
    /// The least bad severity that gets a postmortem.
    pub from: Severity,
    /// IANA zone of the business days in which the postmortem is due.
    pub zone: String,
    /// Business days until the postmortem of a SEV1 is due.
    pub sev1_days: u32,
    /// Business days until any other postmortem is due (PagerDuty's guide: five).
    pub days: u32,
}

impl Default for PostmortemSettings {
    fn default() -> Self {
        Self { from: Severity::Sev3, zone: "UTC".to_owned(), sev1_days: 3, days: 5 }
    }
}
