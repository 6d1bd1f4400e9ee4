//! Heartbeats: somebody who promised to report in, and did not.
//!
//! Decides when silence is an alarm and what it says; neither asks the time nor stores.

mod words;

#[cfg(test)]
mod tests;

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::delay::Delay;
use crate::ids::{HeartbeatName, ServiceName};
use crate::severity::Severity;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The shortest promise: the sweep looks once a minute.
pub const SHORTEST: Delay = Delay::minutes(1);
/// A promise is given a tenth of its length beyond its time, where the settings say nothing…
const SHARE: i32 = 10;
/// …but at least a minute, for whoever starts on the minute and takes some seconds, and at most an hour.
const LEAST_GRACE: SignedDuration = SignedDuration::from_mins(1);
const MOST_GRACE: SignedDuration = SignedDuration::from_hours(1);
/// By how much the end of a silence is later than its beginning, at least.
const AFTER: SignedDuration = SignedDuration::from_secs(1);

/// A promise to report in: silence beyond it is an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// What messages call it, e.g. "nightly backup"; left out: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How long it may be from one sign of life to the next: `1h`; at least `1m`.
    pub every: Delay,
    /// How much longer it may take before somebody is paged; left out: a tenth of `every`, from a minute to an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<Delay>,
    /// SHA-256 digests of the keys in its address, as `callout key` prints them; two are valid while one is being
    /// replaced.
    pub key_sha256: Vec<String>,
    /// The service it belongs to; left out: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// How bad its silence is; left out: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Silence pages nobody, for as long as this stands here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
}

/// What is known about one heartbeat. Before its first sign of life nothing is, and it pages nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// Whose.
    pub name: HeartbeatName,
    /// How often this was saved; the optimistic lock.
    pub version: u64,
    /// The latest sign of life.
    pub heard_at: Timestamp,
    /// When to look for the next one; nothing more is asked of one whose silence was told, or is nobody's concern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Since when it is late. Set before anybody is told, so that a sign of life that comes meanwhile takes it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
}

impl Heartbeat {
    /// When silence since a sign of life becomes an alarm.
    pub fn due_at(&self, heard_at: Timestamp) -> Timestamp {
        let patience = self.every.0.saturating_add(self.grace());
        heard_at.saturating_add(patience).unwrap_or(Timestamp::MAX)
    }

    fn grace(&self) -> SignedDuration {
        let share = || (self.every.0 / SHARE).clamp(LEAST_GRACE, MOST_GRACE);
        self.grace.map_or_else(share, |grace| grace.0)
    }

    /// What its silence tells triage: the same silence is always the same event.
    pub fn silence(&self, pulse: &Pulse, missed_at: Timestamp) -> AlarmEvent {
        let summary = words::silent(self.title_of(&pulse.name), pulse.heard_at, missed_at);
        self.event(&pulse.name, AlarmKind::Trigger, missed_at, summary)
    }

    /// What a sign of life after that tells triage. It counts as later than the silence whatever the clocks say, so that
    /// the two may arrive in either order.
    pub fn back(&self, name: &HeartbeatName, heard_at: Timestamp, missed_at: Timestamp) -> AlarmEvent {
        let summary = words::back(self.title_of(name), heard_at);
        let after = missed_at.saturating_add(AFTER).unwrap_or(missed_at);
        self.event(name, AlarmKind::Resolve, heard_at.max(after), summary)
    }

    fn title_of<'a>(&'a self, name: &'a HeartbeatName) -> &'a str {
        self.title.as_deref().unwrap_or(name.as_str())
    }

    fn event(
        &self,
        name: &HeartbeatName,
        kind: AlarmKind,
        changed_at: Timestamp,
        summary: String,
    ) -> AlarmEvent {
        AlarmEvent {
            source: format!("heartbeat/{name}"),
            dedup_key: name.to_string(),
            kind,
            summary,
            severity: self.severity,
            service: self.service.clone(),
            changed_at,
            labels: [("heartbeat".to_owned(), name.to_string())].into(),
            links: Vec::new(),
            detail: format!("It reports every {:#}.", self.every.0),
            muted: None,
            children: Vec::new(),
        }
    }
}

impl Pulse {
    /// A sign of life, after whatever was known before. One that arrives late is not news.
    pub fn heard(before: Option<&Self>, name: &HeartbeatName, of: &Heartbeat, at: Timestamp) -> Self {
        let heard_at = before.map_or(at, |before| before.heard_at.max(at));
        Self {
            name: name.clone(),
            version: before.map_or(0, |before| before.version) + 1,
            heard_at,
            due_at: Some(of.due_at(heard_at)),
            missed_at: None,
        }
    }

    /// Late, as somebody is about to be told.
    #[must_use]
    pub fn missed(&self, at: Timestamp) -> Self {
        Self { version: self.version + 1, missed_at: Some(at), ..self.clone() }
    }

    /// To be looked at again then, or not before its next sign of life.
    #[must_use]
    pub fn looked_at(&self, due_at: Option<Timestamp>) -> Self {
        Self { version: self.version + 1, due_at, ..self.clone() }
    }
}
