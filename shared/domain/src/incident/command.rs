//! What can be asked of an incident.

use super::actor::Actor;
use super::event::{Acknowledgement, JoinReason, Via};
use super::hold::{Hold, HoldReason};
use super::public::{Impact, Phase};
use crate::alarm::AlarmEvent;
use crate::context::Findings;
use crate::ids::{AlertKey, ContactName, IncidentId, PolicyName, ResponderName};
use crate::routing::Routed;
use crate::severity::Severity;
use crate::triage::{AlertCounter, GroupKey};
use jiff::{SignedDuration, Timestamp};

/// What opens an incident.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// Its identity, derived from the alert and its occurrence.
    pub id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// The alarm.
    pub event: &'a AlarmEvent,
    /// Where it goes, and why.
    pub routed: Routed,
    /// How many incidents its policy had before: whose turn it is.
    pub turn: u64,
    /// Which alerts join it.
    pub group: GroupKey,
    /// Why nobody is to be called out yet.
    pub hold: Option<Hold>,
    /// It stands for the alerts of many services.
    pub bundle: bool,
}

impl<'a> Opening<'a> {
    /// An opening that nothing holds back, the first one of its policy.
    pub fn new(id: IncidentId, number: u64, event: &'a AlarmEvent, routed: Routed) -> Self {
        let group = routed.group.key.clone();
        Self { id, number, event, routed, turn: 0, group, hold: None, bundle: false }
    }
}

/// What can be asked of an open incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Another alert is about the same.
    JoinAlert(Joining),
    /// An alert fires again.
    RepeatAlert {
        /// The alert.
        alert: AlertKey,
        /// One line for people.
        summary: String,
        /// How bad it is now.
        severity: Severity,
        /// Whether something holds it back.
        held: bool,
        /// Whether it only warns.
        warning: bool,
    },
    /// An alert is fine again.
    ClearAlert {
        /// The alert.
        alert: AlertKey,
        /// One line for people.
        summary: String,
        /// It comes and goes: how long it must stay quiet before the incident resolves.
        quiet: Option<SignedDuration>,
    },
    /// Take over how many alerts were counted beside it.
    Count {
        /// All of them, since counting began.
        counter: AlertCounter,
    },
    /// Somebody has it.
    Acknowledge {
        /// How they say so.
        via: Via,
    },
    /// Page the next level now.
    Escalate,
    /// A word for the record.
    Note {
        /// The word.
        text: String,
    },
    /// It is over.
    Resolve {
        /// How it is said.
        via: Via,
    },
    /// Tell customers.
    PublishUpdate {
        /// Where the work stands.
        phase: Phase,
        /// The text.
        text: String,
        /// How bad it is for customers; left out: as bad as the severity says.
        impact: Option<Impact>,
    },
    /// Do whatever is due.
    Tick,
    /// Messages could not be handed over: use the next contacts at once, or page the next level if there are none.
    RecordFailures {
        /// Which.
        failures: Vec<Failure>,
    },
    /// Reckon anew who is told when: the rules have changed.
    Reschedule,
    /// Hear no more of it for a while; whoever asks has it.
    Snooze {
        /// It is triggered again then.
        until: Timestamp,
    },
    /// Give it to other people.
    Reassign {
        /// Whom.
        to: Vec<ResponderName>,
    },
    /// Ask somebody to help.
    AddResponder {
        /// Whom.
        who: ResponderName,
    },
    /// Let the service's policy decide as it stands now.
    ApplyPolicy,
    /// Let another policy decide, from its first level on.
    Move {
        /// Its name.
        policy: PolicyName,
    },
    /// What was to be seen when it opened was looked at.
    AddContext {
        /// What was found.
        found: Box<Findings>,
    },
    /// A postmortem is planned and its draft written.
    SchedulePostmortem {
        /// By when.
        due_at: Timestamp,
        /// When its owner is reminded.
        remind_at: Vec<Timestamp>,
        /// Where the draft is.
        draft: String,
    },
}

/// An alert that is about the same as others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The alert.
    pub alert: AlertKey,
    /// One line for people.
    pub summary: String,
    /// How bad the newcomer is.
    pub severity: Severity,
    /// Why it joins.
    pub reason: JoinReason,
    /// What it has in common with the others, in words.
    pub because: String,
    /// The alert that explains it.
    pub cause: Option<AlertKey>,
    /// Whether something holds it back, too.
    pub held: bool,
    /// Whether it only warns.
    pub warning: bool,
}

/// A message that could not be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// To whom.
    pub responder: ResponderName,
    /// Over what.
    pub contact: ContactName,
    /// Why.
    pub error: String,
}

/// Why a command changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The incident is already acknowledged.
    #[error("already acknowledged by {} at {}", .0.by, minute(.0.at))]
    AlreadyAcknowledged(Acknowledgement),
    /// The incident is already resolved.
    #[error("already resolved at {}", minute(*.0))]
    AlreadyResolved(Timestamp),
    /// Nothing is due before this time.
    #[error("nothing is due before {}", minute(*.0))]
    NotDue(Timestamp),
    /// Nothing is pending at all.
    #[error("nothing is pending")]
    NothingPending,
    /// There is nothing to say.
    #[error("the text is empty; say something")]
    EmptyText,
    /// It was done before.
    #[error("already done")]
    AlreadyDone,
    /// The incident does not take this while it is open.
    #[error("the incident is still open; resolve it first")]
    StillOpen,
    /// The settings know nobody of this name who can be reached.
    #[error("there is no responder `{0}` who can be reached")]
    UnknownResponder(ResponderName),
    /// The settings know no such policy.
    #[error("there is no policy `{0}`")]
    UnknownPolicy(PolicyName),
    /// The service is in a maintenance window. Nobody is paged before the window ends.
    #[error("{by}: nobody is paged before {}; end the window first", minute(*until))]
    InMaintenance {
        /// The maintenance window.
        by: HoldReason,
        /// When it ends.
        until: Timestamp,
    },
    /// The requested time is in the past.
    #[error("{} is not in the future", minute(*.0))]
    InThePast(Timestamp),
}

/// Who asks, and when.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who.
    pub by: Actor,
    /// When.
    pub now: Timestamp,
}

/// An instant as people read it.
fn minute(at: Timestamp) -> impl std::fmt::Display {
    at.strftime("%F %H:%M UTC")
}
