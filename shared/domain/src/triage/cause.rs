//! What makes an alert a consequence of another: a composite alarm that sums it up, or a rule that says so.
//!
//! Nothing here looks for alerts; it only names what to look for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Names the place where an alert that explains others is found: `child/<alert>` for a composite alarm's child,
/// `rule/<name>/<digest of the equal labels>` for an inhibition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CauseName(pub String);

impl CauseName {
    /// The text that names it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CauseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
