//! What is recorded of a change: who did what.

use super::entry::LiveEntry;
use super::list::Live;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// All decisions, under the number of their last change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LiveVersion {
    /// How many changes there were; none where nobody ever decided anything.
    pub number: u64,
    /// The decisions.
    pub live: Live,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveRecord {
    /// Which name.
    pub name: String,
    /// What was done.
    pub act: LiveAct,
    /// Who did it, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The decision.
    pub entry: LiveEntry,
}

/// What was done to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveAct {
    /// It was made.
    Made,
    /// Its end was moved.
    Moved,
    /// It was ended.
    Ended,
}
