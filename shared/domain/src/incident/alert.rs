//! One occurrence of an alarm, open or closed.

use crate::alarm::{AlarmEvent, AlarmKind, Order, Place, clip};
use crate::ids::{AlertKey, IncidentId};
use crate::switch::is_false;
use crate::triage::MOST_FIRINGS;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The maximum length of an alert's summary. DynamoDB bills a write per kilobyte, and a storm writes many alerts.
const MAX_ALERT_SUMMARY: usize = 240;

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
    /// What else places that change among the alarm's events.
    #[serde(flatten)]
    pub order: Order,
    /// The identity of the latest event applied. The same event again changes nothing.
    pub last_event: String,
    /// The identity of the latest event before it began to fire, or ended. What is delivered again changes nothing either.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_before: String,
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
    /// Whether a rule of the settings says so, and not a composite alarm: then it is no news however bad it is, until what explains
    /// it is over.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inhibited: bool,
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
            order: Order::default(),
            last_event: String::new(),
            last_before: String::new(),
            count: 0,
            summary: String::new(),
            acknowledged_at: None,
            explained_by: None,
            inhibited: false,
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
            order: event.order,
            last_event: event.identity(),
            last_before: before.map(|alert| alert.last_event.clone()).unwrap_or_default(),
            count: 1,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
            acknowledged_at: None,
            explained_by: None,
            inhibited: false,
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
            order: event.order,
            last_event: event.identity(),
            last_before: String::new(),
            count: 0,
            summary: clip(&event.summary, MAX_ALERT_SUMMARY),
            acknowledged_at: None,
            explained_by: None,
            inhibited: false,
            firings: Vec::new(),
        }
    }

    /// Applies a later event of the same occurrence.
    pub fn with_event(&self, event: &AlarmEvent, status: AlertStatus, fired: u32) -> Self {
        Self {
            version: self.version + 1,
            status,
            changed_at: event.changed_at,
            order: self.order.after(event.order),
            last_event: event.identity(),
            last_before: if status == self.status { &self.last_before } else { &self.last_event }.clone(),
            count: self.count + fired,
            ..self.clone()
        }
    }

    /// Whether `event` was applied before, or is older than the latest one applied. An end belongs to this occurrence unless it
    /// ended before this one began, whenever the last repetition came in: Alertmanager repeats what fires, and says when it
    /// ended, which may be a moment before. When it began may move back (`Alert.Merge` takes the earliest start).
    pub fn is_stale(&self, event: &AlarmEvent) -> bool {
        if [&self.last_event, &self.last_before].contains(&&event.identity()) {
            return true;
        }
        match (event.kind, event.order.turned_at, self.order.turned_at) {
            (AlarmKind::Resolve, Some(ended), Some(began)) => ended < began,
            _ => event.place().is_before(Place { changed_at: self.changed_at, order: self.order }),
        }
    }
}
