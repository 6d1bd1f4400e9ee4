//! What an alarm means for us: a new incident, one more alert of an open one, or nothing.
//!
//! Decides; what to read and how to store is the function's business.

mod cause;
mod group;

pub use cause::CauseName;
pub use group::{Group, GroupKey};

use crate::alarm::{AlarmEvent, AlarmKind};
use crate::ids::IncidentId;
use crate::incident::{Alert, AlertStatus, Incident};
use crate::routing::{NoData, Routed};
use std::fmt;

/// What is known when an alarm is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The latest occurrence of this very alarm.
    pub alert: Option<&'a Alert>,
    /// The incident that occurrence belongs to.
    pub incident: Option<&'a Incident>,
    /// The open incident of the service the alarm goes to.
    pub open: Option<&'a Incident>,
}

/// What an alarm comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A new alert that opens a new incident.
    Open(IncidentId),
    /// A new alert about something that is already being worked on.
    Join(IncidentId),
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
}

impl fmt::Display for IgnoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("it came before, or something later did"),
            Self::NoOpenAlert => f.write_str("there is no open alert it could be about"),
            Self::NoData => f.write_str("it has no data, and its route does not page for that"),
            Self::Muted(why) => write!(f, "its source muted it: {why}"),
        }
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
        AlarmKind::NoData if routed.no_data == NoData::Ignore => Verdict::Ignore(IgnoreReason::NoData),
        AlarmKind::Change => Verdict::Ignore(IgnoreReason::NoOpenAlert),
        AlarmKind::NoData | AlarmKind::Trigger => trigger(event, covered, known.open),
    }
}

fn clear(firing: Option<&Alert>, covered: Option<&Incident>) -> Verdict {
    match (firing, covered) {
        (Some(_), Some(incident)) => Verdict::Clear(incident.id.clone()),
        (Some(_), None) => Verdict::Close,
        (None, _) => Verdict::Ignore(IgnoreReason::NoOpenAlert),
    }
}

fn trigger(event: &AlarmEvent, covered: Option<&Incident>, open: Option<&Incident>) -> Verdict {
    if let Some(why) = &event.muted {
        return Verdict::Ignore(IgnoreReason::Muted(why.clone()));
    }
    match (covered, open.filter(|incident| incident.is_open())) {
        (Some(incident), _) => Verdict::Repeat(incident.id.clone()),
        (None, Some(incident)) => Verdict::Join(incident.id.clone()),
        (None, None) => Verdict::Open(IncidentId::derive(&event.alert_key(), &event.identity())),
    }
}
