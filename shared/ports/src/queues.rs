//! What is handed from function to function.

use crate::PortError;
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::IncidentId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// Alarms on their way to triage, in order for each alarm.
pub trait AlertQueue: Send + Sync {
    /// Sends all events; one answer for each, in order. The same event sent again soon arrives once.
    fn send(&self, events: &[AlarmEvent]) -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}

/// Something that was committed, as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The event's name, by which listeners choose: `paged`, `settings_applied`, …
    pub kind: String,
    /// The event as JSON; of an incident's event, an `EventRecord`.
    pub body: String,
}

/// What was committed, told to whoever listens.
pub trait EventTopic: Send + Sync {
    /// Publishes all; one answer for each, in order.
    fn publish(&self, all: &[Announcement]) -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}

/// A moment at which somebody must look at an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wake {
    /// The incident.
    pub incident_id: IncidentId,
    /// When.
    pub due_at: Timestamp,
}

/// Timers. They are never cancelled: whoever they wake asks whether anything is due.
pub trait Timers: Send + Sync {
    /// Arms timers, seen from `now`; one answer for each, in order. Arming one twice may wake twice.
    fn arm(&self, wakes: &[Wake], now: Timestamp) -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}
