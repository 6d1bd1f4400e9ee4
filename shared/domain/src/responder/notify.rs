//! Which contact is used when, as the settings hold it.
//!
//! Must not know which contacts there are: `NotificationRules` does.

use super::urgency::Urgency;
use crate::delay::Delay;
use crate::ids::ContactName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ordered rules for both urgencies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// When somebody must be woken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub high: Vec<NotifyRule>,
    /// When it can wait.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub low: Vec<NotifyRule>,
}

/// Use this contact, so long after the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyRule {
    /// The name of a contact: `sms`, or the one it was given.
    pub contact: ContactName,
    /// How long after the page, if nobody has acknowledged by then: `5m`. Left out: at once.
    #[serde(default, skip_serializing_if = "Delay::is_zero")]
    pub after: Delay,
}

impl Notify {
    /// Whether nothing is said, so that the usual order applies.
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
