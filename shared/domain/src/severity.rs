//! How bad an incident is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// From SEV1, the worst, to SEV5. "Higher" means nearer to SEV1; `Ord` puts the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Customers cannot use the product.
    Sev1,
    /// A large part is broken.
    Sev2,
    /// Degraded, with a way around.
    Sev3,
    /// Minor.
    Sev4,
    /// For information.
    Sev5,
}

impl Severity {
    /// The worse of two: doubtful severity takes the higher (PagerDuty's response guide).
    pub fn worse(self, other: Self) -> Self {
        self.min(other)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SEV{}", *self as u8 + 1)
    }
}
