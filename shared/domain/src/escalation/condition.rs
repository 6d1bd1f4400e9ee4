//! When a level applies, and when an incident is of high urgency.

use crate::oncall::Hours;
use crate::oncall::settings::RestrictionSettings;
use crate::severity::Severity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours of the week in a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursSettings {
    /// The IANA time zone.
    pub zone: String,
    /// The windows: `[{ days = ["mon-fri"], from = "09:00", to = "18:00" }]`.
    pub windows: Vec<RestrictionSettings>,
}

impl HoursSettings {
    /// The compiled hours, or `None` if they cannot be parsed.
    pub fn compile(&self) -> Option<Hours> {
        Hours::compile(&self.windows, &self.zone).ok()
    }
}

/// When a level applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The lowest severity: `SEV2` means SEV1 and SEV2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Only in these hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursSettings>,
}

/// The part of a condition that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// The severity is too low.
    Severity,
    /// It is outside the hours.
    Hours,
}

impl Condition {
    /// The part that is not met, if any. Hours that cannot be parsed keep nobody from being paged.
    pub fn unmet(&self, severity: Severity, now: Timestamp) -> Option<Unmet> {
        if self.severity.is_some_and(|least| severity > least) {
            return Some(Unmet::Severity);
        }
        let hours = self.hours.as_ref().and_then(HoursSettings::compile);
        hours.is_some_and(|hours| !hours.contain(now)).then_some(Unmet::Hours)
    }
}

/// When an incident is of low urgency. Default: never.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencySettings {
    /// This severity and lower ones are of low urgency at any hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_from: Option<Severity>,
    /// Outside these hours everything but SEV1 is of low urgency, and is paged when they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_hours: Option<HoursSettings>,
}
