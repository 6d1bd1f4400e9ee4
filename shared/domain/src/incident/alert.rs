//! One occurrence of an alarm, open or closed.

use crate::alarm::{AlarmEvent, AlarmKind, clip};
use crate::ids::{AlertKey, IncidentId};
use crate::triage::MOST_FIRINGS;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The maximum length of an alert's summary. DynamoDB bills a write per kilobyte, and a storm writes many alerts.
const MAX_ALERT_SUMMARY: usize = 240;

/// How far ahead of ours a source's clock is believed. Beyond that, arrival orders: what a clock said that was a year ahead
/// must not make old news of everything that it says once it is right.
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// How far the clocks of two hosts that take events in may be apart. Alerts wait in order of arrival, so within this time the
/// order of the queue is the better one.
const HOSTS_APART: SignedDuration = SignedDuration::from_secs(1);

/// The latest occurrence of an alarm, and its link to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The key under which it is stored.
    pub key: AlertKey,
    /// The source that reports the alarm.
    pub source: String,
    /// The key that identifies the alarm within its source.
    pub dedup_key: String,
    /// The version for optimistic locking.
    pub version: u64,
    /// Whether it is firing.
    pub status: AlertStatus,
    /// The incident it belongs to, or belonged to.
    pub incident: Option<IncidentId>,
    /// When this occurrence started firing.
    pub opened_at: Timestamp,
    /// The source's timestamp of the latest change, but never after it arrived. Older events are ignored.
    pub changed_at: Timestamp,
    /// The time that the source's clock gave for that change, if it ran ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<Timestamp>,
    /// When this occurrence began, where its source says that with each event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Whether the time of the latest change is when it arrived, because its source said none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_arrival: bool,
    /// The identity of the latest event applied. The same event again changes nothing.
    pub last_event: String,
    /// How many triggers this occurrence has received.
    pub count: u32,
    /// A one-line summary.
    pub summary: String,
    /// When its source acknowledged this occurrence, the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// The alert that explains this occurrence, so that nobody was paged for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<AlertKey>,
    /// When it started firing, oldest first. Several starts in a short time mean that it is flapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firings: Vec<Timestamp>,
}

/// Whether an alert is firing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertStatus {
    /// It is firing.
    Open,
    /// It is not firing.
    Closed,
}

impl Alert {
    /// What stands for a stored alert that cannot be read: the next event is news to it, a page too many at worst.
    pub fn unreadable(key: AlertKey, version: u64) -> Self {
        Self {
            key,
            source: String::new(),
            dedup_key: String::new(),
            version,
            status: AlertStatus::Closed,
            incident: None,
            opened_at: Timestamp::MIN,
            changed_at: Timestamp::MIN,
            claimed_at: None,
            started_at: None,
            by_arrival: false,
            last_event: String::new(),
            count: 0,
            summary: String::new(),
            acknowledged_at: None,
            explained_by: None,
            firings: Vec::new(),
        }
    }

    /// The occurrence that `event` opens in `incident`, following the occurrence `before`, if any.
    pub fn opened(event: &AlarmEvent, incident: IncidentId, before: Option<&Self>) -> Self {
        let earlier = before.map_or(&[][..], |alert| &alert.firings);
        let skip = (earlier.len() + 1).saturating_sub(MOST_FIRINGS);
        // What is released has fired all the time: it is not flapping.
        let starts = (!event.kind.is_release()).then_some(event.changed_at);
        Self {
            firings: earlier.iter().copied().skip(skip).chain(starts).collect(),
            key: event.alert_key(),
            source: event.source.clone(),
            dedup_key: event.dedup_key.clone(),
            version: before.map_or(0, |alert| alert.version) + 1,
            status: AlertStatus::Open,
            incident: Some(incident),
            opened_at: event.changed_at,
            changed_at: event.changed_at,
            claimed_at: event.claimed_at,
            started_at: event.started_at,
            by_arrival: event.by_arrival,
            last_event: event.identity(),
            count: 1,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
            acknowledged_at: None,
            explained_by: None,
        }
    }

    /// An alert whose first event reports that it is not firing.
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
            claimed_at: event.claimed_at,
            started_at: event.started_at,
            by_arrival: event.by_arrival,
            last_event: event.identity(),
            count: 0,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
            acknowledged_at: None,
            explained_by: None,
            firings: Vec::new(),
        }
    }

    /// Applies a later event of the same occurrence.
    pub fn with_event(&self, event: &AlarmEvent, status: AlertStatus, fired: u32) -> Self {
        Self {
            version: self.version + 1,
            status,
            changed_at: event.changed_at,
            claimed_at: event.claimed_at,
            started_at: self.started_at.max(event.started_at),
            by_arrival: event.by_arrival,
            last_event: event.identity(),
            count: self.count + fired,
            ..self.clone()
        }
    }

    /// Whether `event` was applied before, or is older than the latest one applied. An end of the occurrence that began at T
    /// ends it, whenever the last repetition of that occurrence came in: Alertmanager repeats what fires, and says when it
    /// ended, which may be a moment before.
    pub fn is_stale(&self, event: &AlarmEvent) -> bool {
        if event.identity() == self.last_event {
            return true;
        }
        match (event.kind, event.started_at, self.started_at) {
            (AlarmKind::Resolve, Some(ended), Some(known)) => ended < known,
            _ => self.is_older(event),
        }
    }

    /// Whether an event is older than the latest one applied, as far as their times can be compared.
    fn is_older(&self, event: &AlarmEvent) -> bool {
        match (event.by_arrival, self.by_arrival) {
            (false, false) => event.by_its_clock() < self.by_its_clock(),
            (true, true) => event.changed_at.duration_until(self.changed_at) > HOSTS_APART,
            // Arrival decides; but what ended before this occurrence began does not end it.
            _ => event.kind == AlarmKind::Resolve && event.by_its_clock() < self.opened_at,
        }
    }

    /// When it last changed, by the source's clock, as far as that is believed.
    fn by_its_clock(&self) -> Timestamp {
        let believed = |claimed: &Timestamp| claimed.duration_since(self.changed_at) <= MOST_AHEAD;
        self.claimed_at.filter(believed).unwrap_or(self.changed_at)
    }
}
