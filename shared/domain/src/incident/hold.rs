//! Why an incident waits before anybody is called out for it, and until when.

use crate::delay::Delay;
use crate::ids::{digest, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Nobody is called out before `until`; whatever still fires then is called out from the first level on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What holds it.
    pub by: HoldReason,
    /// Until when.
    pub until: Timestamp,
}

impl Hold {
    /// Names what holds, and until when: what the same thing holds back at the same time belongs together.
    pub fn name(&self) -> String {
        let (kind, name) = match &self.by {
            HoldReason::Pause { .. } => ("pause", String::new()),
            HoldReason::Silence { name, .. } => ("silence", name.clone()),
            // What a source says may be of any length.
            HoldReason::Mute { why } => ("mute", hex(&digest(&[why])[..8])),
            HoldReason::Maintenance { name, .. } => ("maintenance", name.clone()),
        };
        format!("{kind}/{name}/{}", self.until.as_second())
    }
}

/// What holds an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HoldReason {
    /// Its alarms often go away by themselves, so their route waits for a while.
    Pause {
        /// How long.
        length: Delay,
    },
    /// A person wants to hear nothing of them.
    Silence {
        /// What the settings call the silence.
        name: String,
        /// Who.
        author: String,
        /// Why.
        reason: String,
    },
    /// Its source muted it.
    Mute {
        /// What the source says of it.
        why: String,
    },
    /// Its service is being worked on.
    Maintenance {
        /// What the settings call the window.
        name: String,
        /// Why.
        reason: String,
    },
}

impl fmt::Display for HoldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause { length } => write!(f, "its route waits {:#} for it to go away", length.0),
            Self::Silence { name, author, reason } => write!(f, "silence “{name}” ({author}: {reason})"),
            Self::Mute { why } => write!(f, "muted by its source ({why})"),
            Self::Maintenance { name, reason } => write!(f, "maintenance “{name}” ({reason})"),
        }
    }
}
