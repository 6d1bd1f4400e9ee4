//! What puts a person on call: a layer or an exception.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What puts a person on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The layer of this name.
    Layer(String),
    /// An override, with its reason.
    Override(Option<String>),
    /// A temporary schedule.
    Temporary,
    /// A holiday of the calendar of this name.
    Holiday(String),
}

impl Source {
    /// Whether it is an exception rather than a layer's rotation.
    pub fn is_exception(&self) -> bool {
        !matches!(self, Self::Layer(_))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(name) => f.write_str(name),
            Self::Override(None) => f.write_str("override"),
            Self::Override(Some(reason)) => write!(f, "override ({reason})"),
            Self::Temporary => f.write_str("temporary schedule"),
            Self::Holiday(calendar) => write!(f, "holiday ({calendar})"),
        }
    }
}
