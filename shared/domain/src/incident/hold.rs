//! Why nobody is paged for an incident yet, and until when.

use crate::delay::Delay;
use crate::ids::{digest, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Nobody is paged before `until`. What still fires then is paged from the first level on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What holds the incident.
    pub by: HoldReason,
    /// When the hold ends.
    pub until: Timestamp,
}

impl HoldReason {
    /// Whether somebody said so beforehand; a pause or a report's quiet time waits for the alarm itself.
    pub(super) fn is_rule(&self) -> bool {
        !matches!(self, Self::Pause { .. } | Self::Report)
    }
}

impl Hold {
    /// A name for the hold and its end. Alerts held by the same thing until the same time are grouped.
    pub fn name(&self) -> String {
        let (kind, name) = match &self.by {
            HoldReason::Pause { .. } => ("pause", String::new()),
            HoldReason::Silence { name, .. } => ("silence", name.clone()),
            // A source's text may be of any length.
            HoldReason::Mute { why } => ("mute", hex(&digest(&[why])[..8])),
            HoldReason::Report => ("report", String::new()),
            HoldReason::Maintenance { name, .. } => ("maintenance", name.clone()),
        };
        format!("{kind}/{name}/{}", self.until.as_second())
    }
}

/// What holds an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HoldReason {
    /// The route pauses, because its alarms often clear by themselves.
    Pause {
        /// The length of the pause.
        length: Delay,
    },
    /// A person silenced the alarms.
    Silence {
        /// The silence's name in the settings.
        name: String,
        /// A digest of what it matched.
        #[serde(default)]
        conditions: String,
        /// The author.
        author: String,
        /// The reason.
        reason: String,
    },
    /// The source muted the alarm.
    Mute {
        /// The source's reason.
        why: String,
    },
    /// The service is in a maintenance window.
    Maintenance {
        /// The window's name in the settings.
        name: String,
        /// A digest of what it matched.
        #[serde(default)]
        conditions: String,
        /// The reason.
        reason: String,
    },
    /// A colleague reported it on a report page: first whoever is on call is told, without ringing.
    Report,
}

impl HoldReason {
    /// Whether both are the same silence or window, which matches what it matched.
    pub fn is_same_rule(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Silence { name, conditions, .. },
                Self::Silence { name: other, conditions: others, .. },
            )
            | (
                Self::Maintenance { name, conditions, .. },
                Self::Maintenance { name: other, conditions: others, .. },
            ) => name == other && conditions == others,
            _ => false,
        }
    }
}

impl fmt::Display for HoldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause { length } => write!(f, "its route waits {:#} for it to go away", length.0),
            Self::Silence { name, author, reason, .. } => write!(f, "silence “{name}” ({author}: {reason})"),
            Self::Mute { why } => write!(f, "muted by its source ({why})"),
            Self::Maintenance { name, reason, .. } => write!(f, "maintenance “{name}” ({reason})"),
            Self::Report => f.write_str("a report on a page for colleagues rings after ten minutes"),
        }
    }
}
