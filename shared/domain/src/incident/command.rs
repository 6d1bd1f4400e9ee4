//! The commands an incident accepts.

use super::actor::Actor;
use super::event::{JoinReason, Via};
use super::hold::Hold;
use super::status_update::NewUpdate;
use crate::alarm::AlarmEvent;
use crate::context::Findings;
use crate::ids::{AlertKey, ContactName, IncidentId, PolicyName, ResponderName};
use crate::routing::Routed;
use crate::severity::Severity;
use crate::triage::{AlertCounter, GroupKey};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The data that opens an incident.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// Its identity, derived from the alert and its occurrence.
    pub id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// The alarm event.
    pub event: &'a AlarmEvent,
    /// The service it is routed to, and why.
    pub routed: Routed,
    /// How many incidents its policy had before. Determines whose turn it is.
    pub turn: u64,
    /// The group whose alerts join it.
    pub group: GroupKey,
    /// The incident of that group before this one.
    pub previous: Option<IncidentId>,
    /// Why nobody is paged yet.
    pub hold: Option<Hold>,
    /// Whether it covers alerts of many services.
    pub bundle: bool,
}

impl<'a> Opening<'a> {
    /// An opening without a hold, for the first incident of its policy.
    pub fn new(id: IncidentId, number: u64, event: &'a AlarmEvent, routed: Routed) -> Self {
        let group = routed.group.key.clone();
        Self { id, number, event, routed, turn: 0, group, previous: None, hold: None, bundle: false }
    }
}

/// A command to an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Adds another alert on the same problem.
    JoinAlert(Joining),
    /// An alert fires again.
    RepeatAlert {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
        /// Its severity now.
        severity: Severity,
        /// Whether something holds it back.
        held: bool,
        /// Whether it is only a warning.
        warning: bool,
        /// Whether a rule says that another alert explains it.
        inhibited: bool,
    },
    /// An alert no longer fires.
    ClearAlert {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
        /// How long it must stay quiet before the incident resolves, if it is flapping.
        quiet: Option<SignedDuration>,
        /// Whether it still fires and leaves for an incident of its own, because what explained it is over.
        released: bool,
    },
    /// What was explained by an alert that is over was handed to triage again.
    FinishRelease,
    /// Applies how many alerts still fire after a reopening.
    Recount {
        /// How many, by source.
        firing: BTreeMap<String, u32>,
    },
    /// Applies the number of alerts counted beside the incident.
    Count {
        /// All alerts counted since counting began.
        counter: AlertCounter,
    },
    /// Acknowledges the incident.
    Acknowledge {
        /// The channel used.
        via: Via,
    },
    /// Acknowledges the incident over somebody else's acknowledgement, knowing whose that is.
    TakeOver {
        /// The channel used.
        via: Via,
    },
    /// A source acknowledges its own alert.
    AcknowledgeAlert {
        /// The alert.
        alert: AlertKey,
        /// A one-line summary.
        summary: String,
        /// Whether the source acknowledged it before.
        again: bool,
    },
    /// Pages the next level now.
    Escalate,
    /// Somebody who was paged cannot take it: they hear no more of it, and the next level is paged now without them.
    Decline,
    /// Sets the severity, until an alert is worse than any that is known.
    SetSeverity {
        /// The severity.
        to: Severity,
    },
    /// Adds a note to the timeline.
    Note {
        /// The text of the note.
        text: String,
    },
    /// Reports that a person sees the same problem; whoever has it is told.
    Report {
        /// What they see.
        text: String,
    },
    /// Resolves the incident.
    Resolve {
        /// The channel used.
        via: Via,
        /// What ended it.
        note: Option<String>,
    },
    /// Reopens an incident that ended a moment ago, for whoever asks.
    Reopen,
    /// Publishes an update to customers.
    PublishUpdate(NewUpdate),
    /// Publishes the draft that waits.
    PublishDraft,
    /// Drops the draft that waits.
    DiscardDraft,
    /// Corrects an update that customers read, or withdraws it.
    ChangeUpdate {
        /// The update's position in the events; the latest if omitted.
        seq: Option<u64>,
        /// The text instead; none withdraws it.
        text: Option<String>,
    },
    /// Does whatever is due.
    Tick,
    /// Records messages that could not be delivered. The next contacts are used at once; if there are none, the next
    /// level is paged.
    RecordFailures {
        /// The failures.
        failures: Vec<Failure>,
    },
    /// Recalculates when contacts are notified, because the rules have changed.
    Reschedule,
    /// Snoozes the incident and acknowledges it for the person who asks.
    Snooze {
        /// When the incident triggers again.
        until: Timestamp,
    },
    /// Reassigns the incident to other people.
    Reassign {
        /// The new assignees.
        to: Vec<ResponderName>,
    },
    /// Asks another responder to help.
    AddResponder {
        /// The responder to add.
        who: ResponderName,
    },
    /// Applies the service's policy as it is now.
    ApplyPolicy,
    /// Moves the incident to another policy, starting at its first level.
    Move {
        /// The policy's name.
        policy: PolicyName,
    },
    /// Adds the context collected when the incident opened.
    AddContext {
        /// The context.
        found: Box<Findings>,
    },
    /// Schedules the postmortem, whose draft is written.
    SchedulePostmortem {
        /// When it is due.
        due_at: Timestamp,
        /// When its owner is reminded, in order.
        remind_at: Vec<Timestamp>,
        /// Where the draft is.
        draft: String,
    },
}

/// An alert that joins an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The alert.
    pub alert: AlertKey,
    /// A one-line summary.
    pub summary: String,
    /// The words of a person who reports it, whole; empty for an alarm.
    pub words: String,
    /// The alert's severity.
    pub severity: Severity,
    /// Why it joins.
    pub reason: JoinReason,
    /// What it has in common with the others, as text: `same service`.
    pub because: String,
    /// The alert that explains it.
    pub cause: Option<AlertKey>,
    /// Whether something holds the alert back.
    pub held: bool,
    /// Whether it is only a warning.
    pub warning: bool,
    /// Whether another alert explained it that is over: people are paged for it now.
    pub released: bool,
}

/// A message that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The responder.
    pub responder: ResponderName,
    /// The contact.
    pub contact: ContactName,
    /// Why.
    pub why: Undelivered,
}

/// Why a message was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undelivered {
    /// The carrier returned this error.
    Failed(String),
    /// The contact has had too many messages: it waits until then.
    Queued(Timestamp),
}

impl Command {
    /// Whether it asks for what the target of a merged incident does in its place.
    pub(super) fn is_for_target(&self) -> bool {
        match self {
            Self::Acknowledge { .. }
            | Self::TakeOver { .. }
            | Self::Escalate
            | Self::Decline
            | Self::SetSeverity { .. }
            | Self::Report { .. }
            | Self::Resolve { .. }
            | Self::Reopen
            | Self::Snooze { .. }
            | Self::Reassign { .. }
            | Self::AddResponder { .. }
            | Self::ApplyPolicy
            | Self::Move { .. } => true,
            Self::JoinAlert(_)
            | Self::RepeatAlert { .. }
            | Self::ClearAlert { .. }
            | Self::FinishRelease
            | Self::Recount { .. }
            | Self::Count { .. }
            | Self::AcknowledgeAlert { .. }
            | Self::Note { .. }
            | Self::PublishUpdate(_)
            | Self::PublishDraft
            | Self::DiscardDraft
            | Self::ChangeUpdate { .. }
            | Self::Tick
            | Self::RecordFailures { .. }
            | Self::Reschedule
            | Self::AddContext { .. }
            | Self::SchedulePostmortem { .. } => false,
        }
    }
}

/// Who sent a command, and when.
#[derive(Debug, Clone)]
pub struct CommandInfo {
    /// The sender.
    pub by: Actor,
    /// The time.
    pub now: Timestamp,
}
