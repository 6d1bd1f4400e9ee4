//! When a level counts, and when an incident must wake somebody.

use crate::oncall::Hours;
use crate::oncall::settings::RestrictionSettings;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours of the week by one clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursSettings {
    /// IANA zone of the clock.
    pub zone: String,
    /// The windows: `[{ days = ["mon-fri"], from = "09:00", to = "18:00" }]`.
    pub windows: Vec<RestrictionSettings>,
}

impl HoursSettings {
    /// The hours ready to ask; `None` if they cannot be read.
    pub fn compile(&self) -> Option<Hours> {
        Hours::compile(&self.windows, &self.zone).ok()
    }
}

/// When a level counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The least bad severity: `SEV2` means SEV1 and SEV2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// In these hours only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursSettings>,
}

/// What a condition asks and the moment does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// The incident is not bad enough.
    Severity,
    /// It is not the time.
    Hours,
}

impl Condition {
    /// What is not met, if anything. Hours that cannot be read keep nobody from being paged.
    pub fn unmet(&self, severity: Severity, now: Timestamp) -> Option<Unmet> {
        if self.severity.is_some_and(|least| severity > least) {
            return Some(Unmet::Severity);
        }
        let hours = self.hours.as_ref().and_then(HoursSettings::compile);
        hours.is_some_and(|hours| !hours.contain(now)).then_some(Unmet::Hours)
    }
}

/// When an incident need not wake anybody. Left out: it always does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencySettings {
    /// This severity and less bad ones are of low urgency at any hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_from: Option<Severity>,
    /// Outside these hours everything but SEV1 is of low urgency, and is called out when they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_hours: Option<HoursSettings>,
}
