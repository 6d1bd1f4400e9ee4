//! The targets of a level.

use crate::ids::{PolicyName, ResponderName, ScheduleName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;

/// A person, or whoever a schedule or another policy gives when the level starts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String")]
pub enum Target {
    /// A person by name.
    Responder(ResponderName),
    /// The people on call in a schedule.
    Schedule(ScheduleName),
    /// The people on call next in a schedule.
    Next(ScheduleName),
    /// Everybody in a schedule.
    Everyone(ScheduleName),
    /// The targets of another policy's first level.
    Policy(PolicyName),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Responder(name) => write!(f, "responder:{name}"),
            Self::Schedule(name) => write!(f, "schedule:{name}"),
            Self::Next(name) => write!(f, "next:{name}"),
            Self::Everyone(name) => write!(f, "everyone:{name}"),
            Self::Policy(name) => write!(f, "policy:{name}"),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match text.split_once(':') {
            Some(("responder", name)) => Ok(Self::Responder(name.into())),
            Some(("schedule", name)) => Ok(Self::Schedule(name.into())),
            Some(("next", name)) => Ok(Self::Next(name.into())),
            Some(("everyone", name)) => Ok(Self::Everyone(name.into())),
            Some(("policy", name)) => Ok(Self::Policy(name.into())),
            _ => Err(de::Error::custom(format!(
                "`{text}` names nobody to page; write responder:NAME, schedule:NAME, next:NAME, everyone:NAME or \
                 policy:NAME"
            ))),
        }
    }
}
