//! Whether an incident must wake people or can wait.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How urgent an incident is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Notifies at any hour.
    #[default]
    High,
    /// Can wait: no escalation, and no messages in quiet hours.
    Low,
}

impl Urgency {
    /// Whether nobody needs to be woken.
    pub fn is_low(&self) -> bool {
        *self == Self::Low
    }

    /// Whether the urgency is high, the default.
    pub fn is_high(&self) -> bool {
        *self == Self::High
    }
}
