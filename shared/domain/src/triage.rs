//! Triage: decides whether an alarm opens an incident, joins one, or changes nothing.
//!
//! Only decides. What to read and how to store it is left to the function.

mod alert_counter;
mod cause;
mod flapping;
mod group;
mod policy_history;

pub use alert_counter::{AlertCounter, SHARDS, Shard, shard_of, sum};
pub use cause::{Cause, CauseName};
pub use flapping::{FlappingSettings, MOST_FIRINGS};
pub use group::{Group, GroupKey, STORM};
pub use policy_history::{MOST_OPENINGS, PolicyHistory, StormSettings};

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::ids::{AlertKey, IncidentId};
use crate::incident::{Alert, AlertStatus, Hold, HoldReason, Incident, JoinReason};
use crate::report_page;
use crate::routing::{NoData, Routed};
use jiff::Timestamp;
use std::fmt;

/// The data for judging an alarm.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The current time.
    pub now: Timestamp,
    /// The latest occurrence of this alarm.
    pub alert: Option<&'a Alert>,
    /// The incident of that occurrence.
    pub incident: Option<&'a Incident>,
    /// The latest incident of the alarm's group.
    pub group: Option<&'a Incident>,
    /// A firing alert that explains this one, and its incident.
    pub cause: Option<(&'a Cause, &'a Incident)>,
    /// The incident of an alert that this composite alarm summarizes.
    pub child_incident: Option<&'a Incident>,
    /// During an alert storm, the latest incident that covers many services of the alarm's policy.
    pub storm: Storm<'a>,
    /// What holds the alarm back.
    pub hold: Option<&'a Hold>,
}

/// Whether so many incidents open for one policy that they share one.
#[derive(Debug, Clone, Copy, Default)]
pub enum Storm<'a> {
    /// No storm.
    #[default]
    Calm,
    /// A storm, and the latest shared incident, if any.
    On(Option<&'a Incident>),
}

impl Known<'_> {
    /// No data except the time.
    pub fn nothing(now: Timestamp) -> Self {
        Self {
            now,
            alert: None,
            incident: None,
            group: None,
            cause: None,
            child_incident: None,
            storm: Storm::Calm,
            hold: None,
        }
    }
}

/// The result of triage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A new alert opens a new incident.
    Open {
        /// The incident.
        id: IncidentId,
        /// Whether it covers alerts of many services.
        storm: bool,
    },
    /// A new alert joins an open incident.
    Join {
        /// The incident.
        id: IncidentId,
        /// Why.
        reason: JoinReason,
        /// The reason, as text.
        because: String,
        /// The alert that explains it.
        cause: Option<AlertKey>,
    },
    /// An alert that fires keeps firing.
    Repeat(IncidentId),
    /// An alert no longer fires.
    ResolveAlert(IncidentId),
    /// An alert leaves the incident of what explained it, and is judged anew.
    Release(IncidentId),
    /// An alert no longer fires, and its incident is already resolved.
    ResolveAlertOnly,
    /// The sending tool reports that a person acknowledged it.
    Acknowledge(IncidentId),
    /// The alarm changes nothing.
    Ignore(IgnoreReason),
}

/// Why an alarm changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoreReason {
    /// The event was seen before, or is older than one seen before.
    Stale,
    /// No open alert matches it.
    NoOpenAlert,
    /// The alarm has no data, and no route says that this pages.
    NoData,
    /// The source muted it.
    Muted(String),
    /// It is a change event: nothing is wrong.
    Change,
}

impl fmt::Display for IgnoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("it is a duplicate, or older than the last event of its alert"),
            Self::NoOpenAlert => f.write_str("there is no open alert it could be about"),
            Self::NoData => f.write_str("it has no data, and its route does not page for that"),
            Self::Muted(why) => write!(f, "its source muted it: {why}"),
            Self::Change => f.write_str("it is a change, kept to be shown beside incidents"),
        }
    }
}

/// What holds an alarm back. Of all holds that apply, the one that ends last; of those that end together, the one from the
/// settings, because only that one can be checked again when the settings change.
pub fn held(event: &AlarmEvent, routed: &Routed, hold: Option<Hold>, now: Timestamp) -> Option<Hold> {
    if report_page::is_report(&event.source) {
        return quiet(now);
    }
    let pause = routed.pause.filter(|_| event.kind == AlarmKind::Trigger).and_then(|length| {
        Some(Hold { by: HoldReason::Pause { length }, until: now.checked_add(length.0).ok()? })
    });
    let mute = match muted(event, now) {
        Muted::Until(hold) => Some(hold),
        Muted::No | Muted::WithoutEnd(_) => None,
    };
    // `max_by_key` returns the last of several maxima.
    mute.into_iter().chain(pause).chain(hold).max_by_key(|hold| hold.until)
}

/// What holds a report: nothing but its own quiet time, since a person says that something is wrong now.
fn quiet(now: Timestamp) -> Option<Hold> {
    Some(Hold { by: HoldReason::Report, until: now.checked_add(report_page::QUIET_FOR).ok()? })
}

/// Whether the source itself mutes an alarm. After a mute ends, CloudWatch repeats its actions but not its events.
enum Muted<'a> {
    No,
    Until(Hold),
    WithoutEnd(&'a str),
}

fn muted(event: &AlarmEvent, now: Timestamp) -> Muted<'_> {
    let Some(why) = &event.muted else { return Muted::No };
    let end = event.labels.get("muted_until").and_then(|end| end.parse::<Timestamp>().ok());
    match end {
        Some(until) if until > now => Muted::Until(Hold { by: HoldReason::Mute { why: why.clone() }, until }),
        // The event came late, and no other will follow.
        Some(_) => Muted::No,
        None => Muted::WithoutEnd(why),
    }
}

/// The group in which an alarm looks for its incident. Silenced alarms and those in maintenance have their own group,
/// so that they neither keep other alarms from paging nor delay their resolution.
pub fn group_of(routed: &Routed, hold: Option<&Hold>) -> GroupKey {
    match hold {
        None | Some(Hold { by: HoldReason::Pause { .. } | HoldReason::Report, .. }) => {
            routed.group.key.clone()
        }
        Some(hold) => routed.group.key.within(&hold.name()),
    }
}

/// Judges an alarm.
pub fn judge(event: &AlarmEvent, routed: &Routed, known: Known<'_>) -> Verdict {
    if event.kind.is_release() {
        return release(event, routed, known);
    }
    if known.alert.is_some_and(|alert| alert.is_stale(event)) {
        return Verdict::Ignore(IgnoreReason::Stale);
    }
    let firing = known.alert.filter(|alert| alert.status == AlertStatus::Open);
    let covered = firing.and(known.incident).filter(|incident| incident.is_open());
    match event.kind {
        AlarmKind::Resolve => clear(firing, covered),
        AlarmKind::Acknowledge => match covered {
            Some(incident) => Verdict::Acknowledge(incident.id.clone()),
            None => Verdict::Ignore(IgnoreReason::NoOpenAlert),
        },
        AlarmKind::Change => Verdict::Ignore(IgnoreReason::Change),
        AlarmKind::NoData if routed.no_data == NoData::Ignore => Verdict::Ignore(IgnoreReason::NoData),
        AlarmKind::NoData | AlarmKind::Trigger | AlarmKind::Release { .. } => match covered {
            // The same form, sent twice.
            Some(_) if report_page::is_report(&event.source) => Verdict::Ignore(IgnoreReason::Stale),
            Some(incident) => Verdict::Repeat(incident.id.clone()),
            None => trigger(event, routed, known),
        },
    }
}

/// What explained an alert is over. First the alert leaves that incident; then, closed by this very event, it is judged as
/// if it fired now. An alert that its own source closed, or that was released before, stays where it is.
fn release(event: &AlarmEvent, routed: &Routed, known: Known<'_>) -> Verdict {
    let Some(alert) = known.alert.filter(|alert| alert.explained_by.is_some()) else {
        return Verdict::Ignore(IgnoreReason::Stale);
    };
    match (alert.status, known.incident.filter(|incident| incident.is_open())) {
        (AlertStatus::Open, Some(incident)) => Verdict::Release(incident.id.clone()),
        (AlertStatus::Closed, _) if alert.last_event != event.identity() => {
            Verdict::Ignore(IgnoreReason::Stale)
        }
        _ => trigger(event, routed, Known { incident: None, ..known }),
    }
}

fn clear(firing: Option<&Alert>, covered: Option<&Incident>) -> Verdict {
    match (firing, covered) {
        (Some(_), Some(incident)) => Verdict::ResolveAlert(incident.id.clone()),
        (Some(_), None) => Verdict::ResolveAlertOnly,
        (None, _) => Verdict::Ignore(IgnoreReason::NoOpenAlert),
    }
}

/// A new occurrence: the first of these rules that applies decides where it goes.
fn trigger(event: &AlarmEvent, routed: &Routed, known: Known<'_>) -> Verdict {
    if let Muted::WithoutEnd(why) = muted(event, known.now) {
        return Verdict::Ignore(IgnoreReason::Muted(why.to_owned()));
    }
    // What was explained is judged by what explains it now, however often it comes and goes.
    let before = known.alert.filter(|alert| alert.explained_by.is_none());
    let again = before.and_then(|alert| alert.incident.as_ref());
    if let Some(incident) =
        known.incident.filter(|incident| incident.is_open() && again == Some(&incident.id))
    {
        return join(incident, JoinReason::Again, String::new(), None);
    }
    if let Some((cause, incident)) = known.cause.filter(|(_, incident)| incident.is_open()) {
        return join(incident, cause.reason, cause.because.clone(), Some(cause.alert.clone()));
    }
    if let Some(incident) = known.group.filter(|incident| is_within(incident, routed, known.now)) {
        return join(incident, JoinReason::SameGroup, routed.group.because.clone(), None);
    }
    if known.hold.is_none_or(|hold| matches!(hold.by, HoldReason::Pause { .. })) {
        if let Some(incident) =
            known.child_incident.filter(|incident| incident.is_open() && incident.hold.is_none())
        {
            return join(incident, JoinReason::Composite, String::new(), None);
        }
        if let Storm::On(shared) = known.storm {
            return match shared.filter(|shared| shared.is_open()) {
                Some(shared) => join(shared, JoinReason::Storm, String::new(), None),
                None => open(event, known.alert, true),
            };
        }
    }
    open(event, known.alert, false)
}

/// The same event on the same alert opens the same incident, whoever takes it first. On another version of the alert it is
/// another one: an event that comes again must not wait for ever for an incident that is there and over.
fn open(event: &AlarmEvent, alert: Option<&Alert>, storm: bool) -> Verdict {
    let version = alert.map(|alert| format!(" {}", alert.version)).unwrap_or_default();
    Verdict::Open { id: IncidentId::derive(&event.alert_key(), &(event.identity() + &version)), storm }
}

fn join(incident: &Incident, reason: JoinReason, because: String, cause: Option<AlertKey>) -> Verdict {
    Verdict::Join { id: incident.id.clone(), reason, because, cause }
}

/// Whether the group's incident still accepts alerts.
fn is_within(incident: &Incident, routed: &Routed, now: Timestamp) -> bool {
    let in_time = |length: crate::delay::Delay| now.duration_since(incident.opened_at) < length.0;
    let belongs = incident.reported_at.is_none() || incident.was_reported_lately(now);
    incident.is_open() && belongs && routed.group.window.is_none_or(in_time)
}
