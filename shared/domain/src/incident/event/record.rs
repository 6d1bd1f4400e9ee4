//! An event with where and when it happened, and who caused it.

use super::Event;
use crate::ids::IncidentId;
use crate::incident::actor::Actor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry of an incident's timeline, as stored and as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// The incident.
    pub incident_id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// The event's position in the incident, from 1, without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who caused it.
    pub actor: Actor,
    /// When the incident must be checked again. The outbox sets a timer for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<Timestamp>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}
