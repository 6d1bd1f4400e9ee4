//! What can happen to an incident. Stored forever: names and shapes here are pinned by golden files.

mod opened;
mod reason;

pub use opened::Opened;
pub use reason::{
    Acknowledgement, EscalationStep, HoldEnd, JoinReason, NotifiedContact, PageReason, SkipReason, Via,
};

use super::actor::Actor;
use super::hold::HoldReason;
use super::public::{Impact, Phase};
use crate::context::Findings;
use crate::escalation::PolicySnapshot;
use crate::ids::{AlertKey, ComponentName, ContactName, IncidentId, ResponderName};
use crate::responder::Urgency;
use crate::severity::Severity;
use crate::triage::AlertCounter;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry of an incident's timeline, as stored and as published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// The incident.
    pub incident_id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// 1 for the first event of the incident, without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who made it happen.
    pub actor: Actor,
    /// When somebody must look at the incident again; the outbox arms a timer for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<Timestamp>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An alarm that no open incident covers opened this one.
    Opened(Box<Opened>),
    /// Another alert turned out to be about the same.
    AlertJoined {
        /// The alert.
        alert: AlertKey,
        /// One line for people.
        summary: String,
        /// Why it joined.
        reason: JoinReason,
        /// What it has in common with the others, in words: `same service`.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        because: String,
        /// The alert that explains it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<AlertKey>,
        /// When an acknowledgement that had no end lapses, unless there is a sign of life.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// An alert of this incident fired again.
    AlertRepeated {
        /// The alert.
        alert: AlertKey,
        /// One line for people.
        summary: String,
    },
    /// An alert of this incident is fine again.
    AlertCleared {
        /// The alert.
        alert: AlertKey,
        /// One line for people.
        summary: String,
        /// It comes and goes: the incident resolves then, unless it fires again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolves_at: Option<Timestamp>,
    },
    /// There are so many alerts that from now on they are counted, not listed.
    CountingBegan,
    /// Alerts were counted.
    AlertsCounted {
        /// Those counted since counting began.
        counter: AlertCounter,
        /// When an acknowledgement that had no end lapses, unless there is a sign of life.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
        /// They come and go: the incident resolves then, unless they fire again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resolves_at: Option<Timestamp>,
    },
    /// What holds the incident back lasts longer, or shorter, than it did.
    HoldMoved {
        /// Until when.
        until: Timestamp,
        /// What holds it from now on, if that is something else.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<HoldReason>,
    },
    /// Nothing holds the incident back any more.
    HoldEnded {
        /// Why.
        reason: HoldEnd,
    },
    /// It is worse than it seemed.
    SeverityRaised {
        /// As bad as it is now.
        to: Severity,
        /// As bad as it seemed.
        from: Severity,
    },
    /// People are called out.
    Paged {
        /// Counts the passes through the policy, from 1.
        cycle: u32,
        /// Which level.
        step: EscalationStep,
        /// Who.
        responders: Vec<ResponderName>,
        /// Why now.
        reason: PageReason,
        /// When the next level is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Timestamp>,
        /// Whether they must be woken.
        #[serde(default, skip_serializing_if = "Urgency::is_high")]
        urgency: Urgency,
        /// Whether each of them must acknowledge.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        all_must_acknowledge: bool,
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// People who have not answered are told over their next contacts.
    Notified {
        /// Who, over what.
        notified: Vec<NotifiedContact>,
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// When people are told next was reckoned anew, by the rules as they are now.
    Rescheduled {
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// Somebody is asked to help; whoever has it keeps it.
    ResponderAdded {
        /// Who.
        responder: ResponderName,
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_contact_at: Option<Timestamp>,
    },
    /// A level pages nobody; the next one is due at once.
    LevelSkipped {
        /// Counts the passes through the policy, from 1.
        cycle: u32,
        /// The level, from 0.
        level: usize,
        /// Why.
        reason: SkipReason,
    },
    /// Somebody has it.
    Acknowledged {
        /// How they said so.
        via: Via,
        /// When the acknowledgement lapses, unless there is a sign of life.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// The acknowledger is asked whether they still have it.
    AckReminded {
        /// Whom.
        responder: Option<ResponderName>,
        /// When it lapses.
        lapses_at: Timestamp,
    },
    /// No sign of life from whoever had it: it is triggered again.
    AckLapsed {
        /// Who had it.
        by: Actor,
    },
    /// Somebody has it, and wants to hear no more of it for a while.
    Snoozed {
        /// How long: it is triggered again then.
        until: Timestamp,
    },
    /// The time asked for is over: it is triggered again.
    SnoozeEnded,
    /// Another policy, or its new text, decides from now on.
    PolicyChanged {
        /// The policy as it stands now.
        policy: PolicySnapshot,
        /// When the next level is due, if the same level of the same policy goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Timestamp>,
    },
    /// A word for the record.
    NoteAdded {
        /// The word.
        text: String,
        /// When the acknowledgement lapses now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// It is over.
    Resolved {
        /// How it was said.
        via: Via,
    },
    /// Customers are told something.
    StatusUpdated {
        /// Where the work stands, in the public's words.
        phase: Phase,
        /// The text.
        text: String,
        /// How bad it is for customers.
        impact: Impact,
        /// Which parts suffer.
        components: Vec<ComponentName>,
        /// When the acknowledgement lapses now, if a person wrote this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lapses_at: Option<Timestamp>,
    },
    /// What was to be seen when it opened was looked at.
    ContextAdded(Box<Findings>),
    /// A message could not be handed over.
    DeliveryFailed {
        /// To whom.
        responder: ResponderName,
        /// Over what.
        #[serde(alias = "channel")]
        contact: ContactName,
        /// Why, for an operator.
        error: String,
    },
    /// A postmortem is planned and its draft written.
    PostmortemScheduled {
        /// Who writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<ResponderName>,
        /// By when.
        due_at: Timestamp,
        /// When its owner is reminded.
        remind_at: Vec<Timestamp>,
        /// Where the draft is.
        draft: String,
    },
    /// The owner of the postmortem is reminded.
    PostmortemReminded {
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<ResponderName>,
        /// By when it is due.
        due_at: Timestamp,
        /// Which reminder, from 0.
        reminder: usize,
    },
}

impl Event {
    /// The name under which the event is stored and published.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::AlertJoined { .. } => "alert_joined",
            Self::AlertRepeated { .. } => "alert_repeated",
            Self::AlertCleared { .. } => "alert_cleared",
            Self::CountingBegan => "counting_began",
            Self::AlertsCounted { .. } => "alerts_counted",
            Self::HoldMoved { .. } => "hold_moved",
            Self::HoldEnded { .. } => "hold_ended",
            Self::SeverityRaised { .. } => "severity_raised",
            Self::Paged { .. } => "paged",
            Self::Notified { .. } => "notified",
            Self::Rescheduled { .. } => "rescheduled",
            Self::ResponderAdded { .. } => "responder_added",
            Self::LevelSkipped { .. } => "level_skipped",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Snoozed { .. } => "snoozed",
            Self::SnoozeEnded => "snooze_ended",
            Self::PolicyChanged { .. } => "policy_changed",
            Self::AckReminded { .. } => "ack_reminded",
            Self::AckLapsed { .. } => "ack_lapsed",
            Self::NoteAdded { .. } => "note_added",
            Self::Resolved { .. } => "resolved",
            Self::StatusUpdated { .. } => "status_updated",
            Self::ContextAdded(_) => "context_added",
            Self::DeliveryFailed { .. } => "delivery_failed",
            Self::PostmortemScheduled { .. } => "postmortem_scheduled",
            Self::PostmortemReminded { .. } => "postmortem_reminded",
        }
    }
}
