//! Escalation policies: whom to page, in which order, and how long to wait for each.

mod condition;
mod stored;
mod target;

pub use condition::{Condition, HoursSettings, Unmet, UrgencySettings};
pub use target::Target;

use crate::delay::Delay;
use crate::ids::{PolicyName, ResponderName};
use crate::severity::Severity;
use crate::switch::is_false;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;

/// How long an acknowledgement of a SEV1 or SEV2 lasts if the acknowledger does nothing (decision D10).
pub const ACK_TIMEOUT: SignedDuration = SignedDuration::from_mins(30);
/// How long before its end the acknowledger is reminded.
pub const ACK_REMINDER: SignedDuration = SignedDuration::from_mins(5);
/// How often the fallback contact is paged again while nobody has acknowledged, so that no incident goes silent.
pub const FALLBACK_EVERY: SignedDuration = SignedDuration::from_mins(30);

/// Ordered levels. Each one names whom to page and how long to wait before the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The levels, in order.
    pub levels: Vec<Level>,
    /// How many times the levels repeat when nobody acknowledges.
    #[serde(default)]
    pub repeat: u32,
    /// How long an acknowledgement lasts: `30m`, or `off`. Default: 30 minutes for SEV1 and SEV2, off otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_timeout: Option<AckTimeout>,
    /// Who is paged after the last level. Default: the `fallback` of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<ResponderName>,
}

/// One level of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Whom to page: `responder:ana`, `schedule:payments` (on call now), `next:payments` (on call next),
    /// `everyone:payments` (everybody in the schedule), `policy:payments` (its first level).
    pub page: Vec<Target>,
    /// How long after this level starts the next one is paged (decision D5).
    pub delay: Delay,
    /// Page only one of them, taking turns incident by incident.
    #[serde(default, skip_serializing_if = "is_false")]
    pub round_robin: bool,
    /// Everybody paged must acknowledge. An acknowledgement silences only the person who gives it (decision D11).
    #[serde(default, skip_serializing_if = "is_false")]
    pub all_must_acknowledge: bool,
    /// When the level applies. Otherwise it is skipped at once.
    #[serde(default, rename = "when", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
}

/// How long an acknowledgement lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(with = "String")]
pub enum AckTimeout {
    /// An acknowledgement never lapses.
    Off,
    /// It lapses after this long without an update, note, or new acknowledgement.
    After(Delay),
}

impl Policy {
    /// A policy without levels. Its incidents go straight to the fallback contact.
    pub fn fallback_only() -> Self {
        Self::default()
    }

    /// Whether a level pages one of several people in turn.
    pub fn takes_turns(&self) -> bool {
        self.levels.iter().any(|level| level.round_robin)
    }

    /// How long an acknowledgement of an incident with this severity lasts, if it lapses at all.
    pub fn ack_timeout(&self, severity: Severity) -> Option<SignedDuration> {
        match self.ack_timeout {
            Some(AckTimeout::Off) => None,
            Some(AckTimeout::After(delay)) => Some(delay.0),
            None => (severity <= Severity::Sev2).then_some(ACK_TIMEOUT),
        }
    }
}

/// A policy as it was when an incident opened (decision D7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySnapshot {
    /// Its name in the settings.
    pub name: PolicyName,
    /// Its definition.
    #[serde(deserialize_with = "stored::policy")]
    pub policy: Policy,
    /// Who is paged when no level is left.
    pub fallback: ResponderName,
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
