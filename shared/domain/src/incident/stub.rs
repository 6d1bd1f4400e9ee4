//! An event that is too long to be published: where it is stored.
//!
//! Must not hold anything that could be long itself.

use super::event::EventRecord;
use crate::ids::IncidentId;
use serde::{Deserialize, Serialize};

/// Published in place of an event; listeners read the event from the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventStub {
    /// The type of the event.
    #[serde(rename = "type")]
    pub kind: String,
    /// The incident.
    pub incident_id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// The event's position in the incident.
    pub seq: u64,
    /// Always true: tells a stub from an event.
    pub is_stub: bool,
}

impl EventStub {
    /// Of an event.
    pub fn of(record: &EventRecord) -> Self {
        Self {
            kind: record.event.name().to_owned(),
            incident_id: record.incident_id.clone(),
            number: record.number,
            seq: record.seq,
            is_stub: true,
        }
    }
}
