//! Heartbeats: a job that must report regularly, and raises an alarm if it does not.
//!
//! Decides when a missing heartbeat is an alarm. Must not read a clock or store anything.

mod cron;
mod expected;
mod rhythm;
mod wall_clock;
mod words;

#[cfg(test)]
mod tests;

pub use expected::Expected;

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::delay::Delay;
use crate::ids::{HeartbeatName, ServiceName};
use crate::severity::Severity;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The shortest interval: the sweep runs once a minute.
pub const SHORTEST: Delay = Delay::minutes(1);
/// The least time by which the end of an outage is later than its start.
const AFTER: SignedDuration = SignedDuration::from_secs(1);

/// A heartbeat that must be reported regularly. A missing one raises an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// The display name, e.g. "nightly backup". Default: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The longest interval between two heartbeats: `1h`; at least `1m`. Exactly one of `every`, `at` and `cron` says when
    /// the next one is expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Delay>,
    /// When the job starts, by the wall clock of `zone`: `02:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The days for `at`: `["mon-fri"]`. Default: every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<String>,
    /// When the job starts, as its line in the crontab says, by the wall clock of `zone`: `30 2 * * mon-fri`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cron: Option<String>,
    /// The IANA time zone of the clock by which the job starts, such as `Europe/Lisbon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// How much later a heartbeat may come before it pages; after `at` and `cron`, that includes how long the job takes.
    /// Default: a tenth of the interval, from a minute to an hour; an hour more for `every` of a day or more, so that the
    /// night on which clocks go back pages nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<Delay>,
    /// SHA-256 digests of the keys in its address, as `callout key` prints them. Two are valid while one is being
    /// replaced.
    pub key_sha256: Vec<String>,
    /// The service it belongs to. Default: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// The severity when it is missing. Default: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Whether it is muted: while set, a missing heartbeat pages nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
}

/// The state of one heartbeat. Before the first report there is none, and nobody is paged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeartbeatState {
    /// The heartbeat's name.
    pub name: HeartbeatName,
    /// The version for optimistic locking.
    pub version: u64,
    /// The time of the latest report.
    pub last_ping_at: Timestamp,
    /// Since when the present settings count, if they changed after the latest report and put the next one into the past.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescheduled_at: Option<Timestamp>,
    /// When to check for the next report. `None` if an alarm was raised, or the heartbeat is muted or removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Since when it is missing. Set before the alarm is raised, so that a report in the meantime resolves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
}

impl HeartbeatState {
    /// What stands for a stored state that cannot be read. It is missed when its next report was due, if none came by
    /// then; the next report ends whatever alert there may be, and is stored over it.
    pub fn unreadable(name: HeartbeatName, version: u64, due_at: Option<Timestamp>) -> Self {
        let last_ping_at = Timestamp::MIN;
        let missed_at = Some(due_at.unwrap_or(last_ping_at));
        Self { name, version, last_ping_at, rescheduled_at: None, due_at, missed_at }
    }

    /// Whether what is stored could be read, so that its times are known.
    pub fn is_readable(&self) -> bool {
        self.last_ping_at > Timestamp::MIN
    }
}

impl Heartbeat {
    /// The alarm event for triage. The same outage always gives the same event.
    pub fn missed_event(&self, beat: &HeartbeatState, missed_at: Timestamp) -> AlarmEvent {
        let summary = match beat.is_readable() {
            true => words::silent(self.title_of(&beat.name), beat.last_ping_at, missed_at),
            false => words::unknown(self.title_of(&beat.name), missed_at),
        };
        self.event(&beat.name, AlarmKind::Trigger, missed_at, summary)
    }

    /// The resolve event for triage. Its time is always later than the trigger's, whatever the clocks say, so that the
    /// two may arrive in either order.
    pub fn resolve_event(
        &self,
        name: &HeartbeatName,
        last_ping_at: Timestamp,
        missed_at: Timestamp,
    ) -> AlarmEvent {
        let summary = words::back(self.title_of(name), last_ping_at);
        let after = missed_at.saturating_add(AFTER).unwrap_or(missed_at);
        self.event(name, AlarmKind::Resolve, last_ping_at.max(after), summary)
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
            order: Default::default(),
            labels: [("heartbeat".to_owned(), name.to_string())].into(),
            links: Vec::new(),
            detail: format!("It is expected {}.", self.rhythm_words()),
            muted: None,
            children: Vec::new(),
        }
    }
}

impl HeartbeatState {
    /// The state after a report. A report older than the latest one changes nothing.
    pub fn pinged(before: Option<&Self>, name: &HeartbeatName, of: &Heartbeat, at: Timestamp) -> Self {
        let last_ping_at = before.map_or(at, |before| before.last_ping_at.max(at));
        Self {
            name: name.clone(),
            version: before.map_or(0, |before| before.version) + 1,
            last_ping_at,
            rescheduled_at: None,
            due_at: Some(of.due_at(last_ping_at)),
            missed_at: None,
        }
    }

    /// When it raises an alarm by the present settings.
    pub fn due_by(&self, heartbeat: &Heartbeat) -> Timestamp {
        heartbeat.due_at(self.last_ping_at.max(self.rescheduled_at.unwrap_or(Timestamp::MIN)))
    }

    /// The state by changed settings; `None` for a heartbeat that is muted or removed. A start by a wall clock that nobody
    /// expected when it came is not missed: the first one after `now` is the next.
    #[must_use]
    pub fn by_settings(&self, heartbeat: Option<&Heartbeat>, now: Timestamp) -> Self {
        let Some(heartbeat) = heartbeat else { return self.with_next_check(None) };
        let due_at = self.due_by(heartbeat);
        let was_expected = self.due_at.is_some_and(|due_at| due_at <= now);
        if heartbeat.patience_after_a_report().is_some() || due_at > now || was_expected {
            return self.with_next_check(Some(due_at));
        }
        let next = Self { rescheduled_at: Some(now), ..self.clone() };
        next.with_next_check(Some(next.due_by(heartbeat)))
    }

    /// The state before an alarm is raised.
    #[must_use]
    pub fn missed(&self, at: Timestamp) -> Self {
        Self { version: self.version + 1, missed_at: Some(at), ..self.clone() }
    }

    /// The state after a check: checked again at `due_at`, or not before the next report.
    #[must_use]
    pub fn with_next_check(&self, due_at: Option<Timestamp>) -> Self {
        Self { version: self.version + 1, due_at, ..self.clone() }
    }
}
