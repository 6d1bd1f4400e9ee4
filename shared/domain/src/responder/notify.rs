//! Notification rules as stored in the settings.
//!
//! Must not know which contacts exist: `NotificationRules` does.

use super::urgency::Urgency;
use crate::delay::Delay;
use crate::ids::ContactName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ordered rules for both urgencies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// The rules for high urgency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub high: Vec<NotifyRule>,
    /// The rules for low urgency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub low: Vec<NotifyRule>,
}

/// Uses this contact this long after the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyRule {
    /// The contact's name: `sms`, or the name it was given.
    pub contact: ContactName,
    /// How long after the page the contact is used, if nobody has acknowledged: `5m`. Default: at once.
    #[serde(default, skip_serializing_if = "Delay::is_zero")]
    pub after: Delay,
}

impl Notify {
    /// Whether no rules are set, so that the defaults apply.
    pub fn is_default(&self) -> bool {
        self.high.is_empty() && self.low.is_empty()
    }

    /// The rules for an urgency.
    pub fn rules(&self, urgency: Urgency) -> &[NotifyRule] {
        match urgency {
            Urgency::High => &self.high,
            Urgency::Low => &self.low,
        }
    }
}
