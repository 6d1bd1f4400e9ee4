//! What an alarm means for us: a new incident, one more alert of an open one, or nothing.
//!
//! Decides; what to read and how to store is the function's business.

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
use crate::routing::{NoData, Routed};
use jiff::Timestamp;
use std::fmt;

/// What is known when an alarm is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// When that is.
    pub now: Timestamp,
    /// The latest occurrence of this very alarm.
    pub alert: Option<&'a Alert>,
    /// The incident that occurrence belongs to.
    pub incident: Option<&'a Incident>,
    /// The latest incident of the group the alarm goes to.
    pub group: Option<&'a Incident>,
    /// A firing alert that explains this one, and its incident.
    pub cause: Option<(&'a Cause, &'a Incident)>,
    /// The incident of an alert that this one sums up.
    pub child: Option<&'a Incident>,
    /// The latest incident that stands for many of the alarm's owner, while so many open that it is wanted.
    pub storm: Storm<'a>,
    /// What holds the alarm back.
    pub hold: Option<&'a Hold>,
}

/// Whether so many incidents open for one owner that they share one.
#[derive(Debug, Clone, Copy, Default)]
pub enum Storm<'a> {
    /// No.
    #[default]
    Calm,
    /// Yes, and this was the latest that they shared.
    On(Option<&'a Incident>),
}

impl Known<'_> {
    /// Nothing is known but the time.
    pub fn nothing(now: Timestamp) -> Self {
        Self {
            now,
            alert: None,
            incident: None,
            group: None,
            cause: None,
            child: None,
            storm: Storm::Calm,
            hold: None,
        }
    }
}

/// What an alarm comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A new alert that opens a new incident.
    Open {
        /// The incident.
        id: IncidentId,
        /// It stands for the alerts of many services.
        bundle: bool,
    },
    /// A new alert about something that is already being worked on.
    Join {
        /// The incident.
        id: IncidentId,
        /// Why.
        reason: JoinReason,
        /// Why, in words.
        because: String,
        /// The alert that explains it.
        cause: Option<AlertKey>,
    },
    /// An alert that fires goes on firing.
    Repeat(IncidentId),
    /// An alert is fine again.
    Clear(IncidentId),
    /// An alert is fine again, and its incident is over already.
    Close,
    /// The tool that sent it says a person has it.
    Acknowledge(IncidentId),
    /// It changes nothing.
    Ignore(IgnoreReason),
}

/// Why an alarm changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoreReason {
    /// It came before, or something later did.
    Stale,
    /// There is no open alert it could be about.
    NoOpenAlert,
    /// It has no data, and no route says that this pages.
    NoData,
    /// The source muted it.
    Muted(String),
    /// Nothing is wrong.
    Change,
}

impl fmt::Display for IgnoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("it came before, or something later did"),
            Self::NoOpenAlert => f.write_str("there is no open alert it could be about"),
            Self::NoData => f.write_str("it has no data, and its route does not page for that"),
            Self::Muted(why) => write!(f, "its source muted it: {why}"),
            Self::Change => f.write_str("it is a change, kept to be shown beside incidents"),
        }
    }
}

/// What holds an alarm back: the settings, or else its route's pause, or else its source. Only of the settings can be
/// said what becomes of it when they change.
pub fn held(event: &AlarmEvent, routed: &Routed, hold: Option<Hold>, now: Timestamp) -> Option<Hold> {
    let pause = routed.pause.filter(|_| event.kind == AlarmKind::Trigger).and_then(|length| {
        Some(Hold { by: HoldReason::Pause { length }, until: now.checked_add(length.0).ok()? })
    });
    let mute = match muted(event, now) {
        Muted::Until(hold) => Some(hold),
        Muted::No | Muted::WithoutEnd(_) => None,
    };
    // What ends last; of those that end at once, the settings.
    mute.into_iter().chain(pause).chain(hold).max_by_key(|hold| hold.until)
}

/// Whether the source itself holds an alarm back. When a mute ends its actions come again, but its events do not.
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
        // It came late, and nothing else will come.
        Some(_) => Muted::No,
        None => Muted::WithoutEnd(why),
    }
}

/// The group in which an alarm finds its incident. What is silenced or under maintenance keeps to itself: it must not
/// keep anything else from paging, nor resolve late because of it.
pub fn group_of(routed: &Routed, hold: Option<&Hold>) -> GroupKey {
    match hold {
        None | Some(Hold { by: HoldReason::Pause { .. }, .. }) => routed.group.key.clone(),
        Some(hold) => routed.group.key.within(&hold.name()),
    }
}

/// Decides what an alarm comes to.
pub fn judge(event: &AlarmEvent, routed: &Routed, known: Known<'_>) -> Verdict {
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
        AlarmKind::NoData | AlarmKind::Trigger => match covered {
            Some(incident) => Verdict::Repeat(incident.id.clone()),
            None => trigger(event, routed, known),
        },
    }
}

fn clear(firing: Option<&Alert>, covered: Option<&Incident>) -> Verdict {
    match (firing, covered) {
        (Some(_), Some(incident)) => Verdict::Clear(incident.id.clone()),
        (Some(_), None) => Verdict::Close,
        (None, _) => Verdict::Ignore(IgnoreReason::NoOpenAlert),
    }
}

/// A new occurrence: the first of these that holds says where it goes.
fn trigger(event: &AlarmEvent, routed: &Routed, known: Known<'_>) -> Verdict {
    if let Muted::WithoutEnd(why) = muted(event, known.now) {
        return Verdict::Ignore(IgnoreReason::Muted(why.to_owned()));
    }
    let again = known.alert.and_then(|alert| alert.incident.as_ref());
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
        if let Some(incident) = known.child.filter(|incident| incident.is_open() && incident.hold.is_none()) {
            return join(incident, JoinReason::Composite, String::new(), None);
        }
        if let Storm::On(bundle) = known.storm {
            return match bundle.filter(|bundle| bundle.is_open()) {
                Some(bundle) => join(bundle, JoinReason::Storm, String::new(), None),
                None => open(event, true),
            };
        }
    }
    open(event, false)
}

fn open(event: &AlarmEvent, bundle: bool) -> Verdict {
    Verdict::Open { id: IncidentId::derive(&event.alert_key(), &event.identity()), bundle }
}

fn join(incident: &Incident, reason: JoinReason, because: String, cause: Option<AlertKey>) -> Verdict {
    Verdict::Join { id: incident.id.clone(), reason, because, cause }
}

/// Whether the incident of a group still takes alerts.
fn is_within(incident: &Incident, routed: &Routed, now: Timestamp) -> bool {
    let in_time = |length: crate::delay::Delay| now.duration_since(incident.opened_at) < length.0;
    incident.is_open() && routed.group.window.is_none_or(in_time)
}
