//! Whether somebody must be woken, or it can wait.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether somebody must be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Now, at any hour.
    #[default]
    High,
    /// When it suits: no next level, and nothing in quiet hours.
    Low,
}

impl Urgency {
    /// Whether nobody needs to be woken.
    pub fn is_low(&self) -> bool {
        *self == Self::Low
    }

    /// Whether it is as urgent as nothing else says.
    pub fn is_high(&self) -> bool {
        *self == Self::High
    }
}
