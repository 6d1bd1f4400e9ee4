//! What is recorded of a change: who did what.

use super::entry::{LiveChange, LiveEntry};
use super::list::{Live, ScheduleMoved};
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

impl LiveVersion {
    /// The version after this one, in which a change left these decisions.
    pub fn followed_by(&self, live: Live, at: Timestamp) -> Self {
        let number = self.number + 1;
        Self { number, live: live.noting_moves(&self.live, ScheduleMoved { number, at }) }
    }
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

/// Who ended what has a name, of changes from the newest on; none where it ended by itself, or nothing is known of it.
pub fn end_of<'a>(newest_first: impl Iterator<Item = &'a LiveRecord>, name: &str) -> Option<&'a LiveRecord> {
    let ends_rule = |record: &LiveRecord| match &record.entry.what {
        LiveChange::Ended(ended) => ended.name == name,
        _ => false,
    };
    let mut of_it = newest_first.filter(|record| record.name == name || ends_rule(record));
    of_it.next().filter(|record| record.act == LiveAct::Ended || ends_rule(record))
}

/// The event of a change, as it is stored and published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveEvent {
    r#type: LiveEventType,
    /// The number of the change.
    pub number: u64,
    /// The change.
    #[serde(flatten)]
    pub record: LiveRecord,
}

/// The type of the event, by which it is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum LiveEventType {
    #[serde(rename = "live_changed")]
    LiveChanged,
}

impl LiveEvent {
    /// The type of the event.
    pub const TYPE: &str = "live_changed";

    /// The event of a change.
    pub fn new(number: u64, record: LiveRecord) -> Self {
        Self { r#type: LiveEventType::LiveChanged, number, record }
    }
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
    /// Whoever was asked to take a shift took it.
    Taken,
    /// Whoever was asked to take a shift did not.
    Refused,
}
