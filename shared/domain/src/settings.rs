//! The settings an operator writes, as data.
//!
//! `Settings` holds the content of the files; `Rules` is compiled from it. Building `Rules` never fails: broken parts are
//! omitted and reported as a `Problem`, and whatever depends on them uses the fallback contact.

mod addresses;
mod applied;
mod audience_page;
mod called;
mod check;
mod console_address;
mod escalation_now;
mod ics;
mod integration;
mod keys;
mod mapping;
mod mismatch;
mod notices;
mod places;
mod report_pages;
mod rules;
mod simulation;
mod status_page;
mod team;
mod teams;
mod test;

pub use addresses::Addresses;
pub use applied::{AppliedVersion, Origin, SettingsApplied, UnchangedSchedules, unchanged_schedules};
pub use audience_page::{AudiencePage, MOST_AUDIENCE_PAGES};
pub use check::problems;
pub use console_address::ConsoleAddress;
pub use escalation_now::EscalationRow;
pub use ics::{CalendarScope, ExportVersion};
pub use integration::{Integration, KeyFormat, integration_of};
pub use keys::hash_key;
pub use mapping::{FORMAT, Mapping};
pub use mismatch::Mismatch;
pub use places::SettingsPlaces;
pub use rules::Rules;
pub use simulation::Simulation;
pub use status_page::{
    COMPONENTS, Component, ComponentGroup, FooterLink, LANGUAGES, Publish, StatusPageSettings, UpdateClock,
    UpdateText,
};
pub use team::Team;
pub use teams::MINE;
pub use test::{Expected, RouteTest, TestEvent};

use crate::drill::DrillSettings;
use crate::escalation::{Policy, UrgencySettings};
use crate::heartbeat::Heartbeat;
use crate::ids::{
    ComponentName, HeartbeatName, PolicyName, ResponderName, ScheduleName, ServiceName, TeamName,
};
use crate::oncall::settings::{Calendars, ScheduleSettings};
use crate::report_page::ReportPage;
use crate::responder::Responder;
use crate::routing::{Route, SeverityMatrix};
use crate::severity::Severity;
use crate::suppression::{InhibitionSettings, MaintenanceSettings, SilenceSettings};
use crate::triage::{FlappingSettings, StormSettings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All settings of one deployment. The files of a folder are read as one document, so a table may be in any file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The responder who is paged when no level is left. Default: the fallback contact given to the template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<ResponderName>,
    /// The services that alarms belong to.
    #[serde(default)]
    pub services: BTreeMap<ServiceName, Service>,
    /// The routes from alarms to services. The first one that matches takes the alarm.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The severity for each impact and urgency.
    #[serde(default, skip_serializing_if = "SeverityMatrix::is_default")]
    pub severity: SeverityMatrix,
    /// Silences: alarms that page nobody for a while.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub silences: BTreeMap<String, SilenceSettings>,
    /// Maintenance windows of services, in which their alarms wait.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub maintenance: BTreeMap<String, MaintenanceSettings>,
    /// Inhibitions: which alarms explain others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inhibitions: Vec<InhibitionSettings>,
    /// Expected results for sample alarms. Checked with the settings, never stored with them.
    #[serde(default, rename = "test", skip_serializing)]
    pub tests: Vec<RouteTest>,
    /// The people who can be paged.
    #[serde(default)]
    pub responders: BTreeMap<ResponderName, Responder>,
    /// Teams: who belongs together, and for which services.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub teams: BTreeMap<TeamName, Team>,
    /// The on-call schedules.
    #[serde(default)]
    pub schedules: BTreeMap<ScheduleName, ScheduleSettings>,
    /// Holiday calendars that schedules share.
    #[serde(default)]
    pub calendars: Calendars,
    /// Escalation policies: whom to page, in which order.
    #[serde(default)]
    pub policies: BTreeMap<PolicyName, Policy>,
    /// The public status page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_page: Option<StatusPageSettings>,
    /// Status pages for one audience each, under the address of the public one and their name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub status_pages: BTreeMap<String, AudiencePage>,
    /// Tools that send events over HTTPS.
    #[serde(default)]
    pub integrations: BTreeMap<String, Integration>,
    /// Pages on which colleagues report problems without a login.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub report_pages: BTreeMap<String, ReportPage>,
    /// Heartbeats: a missing one raises an alarm.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub heartbeats: BTreeMap<HeartbeatName, Heartbeat>,
    /// When a postmortem is written, and when it is due.
    #[serde(default)]
    pub postmortems: PostmortemSettings,
    /// Who hears of the nightly drill. Default: nobody; it is only measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<DrillSettings>,
    /// When an alarm counts as flapping.
    #[serde(default, skip_serializing_if = "FlappingSettings::is_default")]
    pub flapping: FlappingSettings,
    /// When so many incidents open that they share one.
    #[serde(default, skip_serializing_if = "StormSettings::is_default")]
    pub storm: StormSettings,
}

/// A service: what alarms belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// The display name, e.g. "Payments API".
    pub title: String,
    /// The escalation policy.
    pub policy: PolicyName,
    /// The components of the status page that an incident affects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentName>,
    /// The runbook, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// When its incidents are of low urgency. Default: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<UrgencySettings>,
}

/// When a postmortem is written, and when it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PostmortemSettings {
    /// The lowest severity that gets a postmortem.
    pub from: Severity,
    /// The IANA time zone of the business days in which the postmortem is due.
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
