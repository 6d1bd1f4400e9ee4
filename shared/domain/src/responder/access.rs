//! What a person may do in the console. The table of who may do what is in `access`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Reads everything in the console, and changes nothing.
    Observer,
    /// Works on incidents, speaks to customers, silences for up to a day.
    #[default]
    Responder,
    /// The same, and silences for up to two weeks.
    Operator,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observer => "observer",
            Self::Responder => "responder",
            Self::Operator => "operator",
        })
    }
}
