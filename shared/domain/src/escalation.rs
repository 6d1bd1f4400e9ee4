//! Whom to page, in which order, and how long to wait for each.

use crate::delay::Delay;
use crate::ids::{PolicyName, ResponderName, ScheduleName};
use crate::severity::Severity;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;

/// How long an acknowledgement of a SEV1 or SEV2 lasts without any sign of life (decision D10).
pub const ACK_TIMEOUT: SignedDuration = SignedDuration::from_mins(30);
/// How long before that the acknowledger is reminded.
pub const ACK_REMINDER: SignedDuration = SignedDuration::from_mins(5);
/// How often the last resort is paged again while nobody has acknowledged: an incident never falls silent.
pub const LAST_RESORT_EVERY: SignedDuration = SignedDuration::from_mins(30);

/// Ordered levels; each names whom to page and how long to wait before the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The levels, first paged first.
    pub levels: Vec<Level>,
    /// How many times to go through the levels again when nobody acknowledges.
    #[serde(default)]
    pub repeat: u32,
    /// How long an acknowledgement lasts: `30m`, or `off`. Left out: 30 minutes for SEV1 and SEV2, off below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_timeout: Option<AckTimeout>,
}

/// One step of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Whom to page: `schedule:payments`, `responder:ana`.
    pub page: Vec<Target>,
    /// From this level's start until the next level is paged (decision D5).
    pub delay: Delay,
}

/// Someone, or whoever holds a schedule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String")]
pub enum Target {
    /// A person by name.
    Responder(ResponderName),
    /// Whoever is on call on a schedule when the level starts.
    Schedule(ScheduleName),
}

/// How long an acknowledgement lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub enum AckTimeout {
    /// An acknowledgement never lapses.
    Off,
    /// It lapses after this long without an update, note or new acknowledgement.
    After(Delay),
}

impl Policy {
    /// A policy with no levels: its incidents go straight to the last resort.
    pub fn last_resort_only() -> Self {
        Self { levels: Vec::new(), repeat: 0, ack_timeout: None }
    }

    /// How long an acknowledgement of an incident of this severity lasts, if it lapses at all.
    pub fn ack_timeout(&self, severity: Severity) -> Option<SignedDuration> {
        match self.ack_timeout {
            Some(AckTimeout::Off) => None,
            Some(AckTimeout::After(delay)) => Some(delay.0),
            None => (severity <= Severity::Sev2).then_some(ACK_TIMEOUT),
        }
    }
}

/// A policy as it stood when an incident opened (decision D7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySnapshot {
    /// Its name in the settings.
    pub name: PolicyName,
    /// Its text.
    pub policy: Policy,
    /// Who is paged when nobody else is left.
    pub last_resort: ResponderName,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Responder(name) => write!(f, "responder:{name}"),
            Self::Schedule(name) => write!(f, "schedule:{name}"),
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
            _ => Err(de::Error::custom(format!(
                "`{text}` names nobody to page; write schedule:NAME or responder:NAME"
            ))),
        }
    }
}

impl Serialize for AckTimeout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_str("off"),
            Self::After(delay) => delay.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AckTimeout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match text.as_ref() {
            "off" => Ok(Self::Off),
            length => Delay::parse(length).map(Self::After).map_err(de::Error::custom),
        }
    }
}
