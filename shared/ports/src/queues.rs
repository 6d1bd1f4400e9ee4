//! Queues, topics and timers between functions.

use crate::{PortError, SendError};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// The queue of alarms for triage, in order for each alarm.
pub trait AlertQueue: Send + Sync {
    /// Sends all events; one result for each, in order. Sending the same event again soon delivers it once.
    fn send(&self, events: &[AlarmEvent]) -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}

/// A committed record, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The event's type, on which subscribers filter: `paged`, `settings_applied`, …
    pub kind: String,
    /// The event as JSON; an incident's event is an `EventRecord`.
    pub body: String,
}

/// The topic of committed events.
pub trait EventTopic: Send + Sync {
    /// Publishes all; one result for each, in order. What is refused will be refused again.
    fn publish(&self, all: &[Announcement]) -> impl Future<Output = Vec<Result<(), SendError>>> + Send;
}

/// A time at which an incident must be checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timer {
    /// The incident.
    pub incident_id: IncidentId,
    /// When it is due.
    pub due_at: Timestamp,
}

/// Timers. They are never cancelled: the handler checks whether anything is due.
pub trait Timers: Send + Sync {
    /// Arms timers relative to `now`; one result for each, in order. Arming one twice may fire it twice.
    fn arm(&self, wakes: &[Timer], now: Timestamp)
    -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}
