//! One open or closed occurrence of an alarm.

use crate::alarm::{AlarmEvent, clip};
use crate::ids::{AlertKey, IncidentId};
use crate::triage::MOST_FIRINGS;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most characters of the line kept with an alert: a write of one kilobyte is one unit, and a storm is many.
const MAX_ALERT_SUMMARY: usize = 240;

/// The latest occurrence of an alarm, and its link to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Where it is stored.
    pub key: AlertKey,
    /// Who speaks.
    pub source: String,
    /// Names the alarm within its source.
    pub dedup_key: String,
    /// The optimistic lock of every commit.
    pub version: u64,
    /// Whether it fires.
    pub status: AlertStatus,
    /// The incident it belongs or belonged to.
    pub incident: Option<IncidentId>,
    /// Since when it fires, or fired last.
    pub opened_at: Timestamp,
    /// The source's clock at the latest change; older news is ignored.
    pub changed_at: Timestamp,
    /// The identity of the latest event taken in; the same one again changes nothing.
    pub last_event: String,
    /// How many triggers this occurrence took in.
    pub count: u32,
    /// One line for people.
    pub summary: String,
    /// When it fired anew, the latest last: enough of them in a short time are flapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firings: Vec<Timestamp>,
}

/// Whether an alert fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertStatus {
    /// It fires.
    Open,
    /// It is fine.
    Closed,
}

impl Alert {
    /// The first or next occurrence that `event` opens, in `incident`, after `before`.
    pub fn opened(event: &AlarmEvent, incident: IncidentId, before: Option<&Self>) -> Self {
        let earlier = before.map_or(&[][..], |alert| &alert.firings);
        let skip = (earlier.len() + 1).saturating_sub(MOST_FIRINGS);
        Self {
            firings: earlier.iter().copied().skip(skip).chain([event.changed_at]).collect(),
            key: event.alert_key(),
            source: event.source.clone(),
            dedup_key: event.dedup_key.clone(),
            version: before.map_or(0, |alert| alert.version) + 1,
            status: AlertStatus::Open,
            incident: Some(incident),
            opened_at: event.changed_at,
            changed_at: event.changed_at,
            last_event: event.identity(),
            count: 1,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
        }
    }

    /// An alarm first heard of when it was fine again.
    pub fn closed(event: &AlarmEvent) -> Self {
        Self {
            key: event.alert_key(),
            source: event.source.clone(),
            dedup_key: event.dedup_key.clone(),
            version: 1,
            status: AlertStatus::Closed,
            incident: None,
            opened_at: event.changed_at,
            changed_at: event.changed_at,
            last_event: event.identity(),
            count: 0,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
            firings: Vec::new(),
        }
    }

    /// Takes in a later event of the same occurrence.
    pub fn take(&self, event: &AlarmEvent, status: AlertStatus, fired: u32) -> Self {
        Self {
            version: self.version + 1,
            status,
            changed_at: event.changed_at,
            last_event: event.identity(),
            count: self.count + fired,
            ..self.clone()
        }
    }

    /// Whether `event` is already known or overtaken by a later one.
    pub fn is_stale(&self, event: &AlarmEvent) -> bool {
        event.changed_at < self.changed_at || event.identity() == self.last_event
    }
}
