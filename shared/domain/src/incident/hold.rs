//! Why an incident waits before anybody is called out for it, and until when.

use crate::delay::Delay;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Nobody is called out before `until`; whatever still fires then is called out from the first level on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What holds it.
    pub by: Holder,
    /// Until when.
    pub until: Timestamp,
}

/// What holds an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Holder {
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
    /// Its service is being worked on.
    Maintenance {
        /// What the settings call the window.
        name: String,
        /// Why.
        reason: String,
    },
}
