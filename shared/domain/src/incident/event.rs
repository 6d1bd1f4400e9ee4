//! What can happen to an incident. Stored forever: names and shapes here are pinned by golden files.

use super::actor::Actor;
use super::public::{Impact, Phase};
use crate::alarm::Link;
use crate::escalation::PolicySnapshot;
use crate::ids::{AlertKey, ComponentName, ContactName, IncidentId, ResponderName, ServiceName};
use crate::responder::Urgency;
use crate::severity::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

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
        rung: Rung,
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
        tell_at: Option<Timestamp>,
    },
    /// People who have not answered are told over their next contacts.
    Notified {
        /// Who, over what.
        told: Vec<Told>,
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_at: Option<Timestamp>,
    },
    /// When people are told next was reckoned anew, by the rules as they are now.
    Rescheduled {
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_at: Option<Timestamp>,
    },
    /// Somebody is asked to help; whoever has it keeps it.
    ResponderAdded {
        /// Who.
        responder: ResponderName,
        /// When the next contact of one of them is due.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tell_at: Option<Timestamp>,
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
    /// A review is planned and its draft written.
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
    /// The owner of the review is reminded.
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

/// How an incident began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// One line for people.
    pub title: String,
    /// Who owns it.
    pub service: ServiceName,
    /// What people call the owner.
    pub service_title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The alert that opened it.
    pub alert: AlertKey,
    /// Why it went to this service, in words.
    pub because: String,
    /// Why the source says it is bad.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What to do about it, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runbook: Option<String>,
    /// Whom to page, as the settings stood now.
    pub policy: PolicySnapshot,
    /// How many incidents the policy had before.
    #[serde(default)]
    pub turn: u64,
    /// Parts of the status page that suffer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentName>,
}

impl Event {
    /// The name under which the event is stored and published.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::AlertJoined { .. } => "alert_joined",
            Self::AlertRepeated { .. } => "alert_repeated",
            Self::AlertCleared { .. } => "alert_cleared",
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
            Self::DeliveryFailed { .. } => "delivery_failed",
            Self::PostmortemScheduled { .. } => "postmortem_scheduled",
            Self::PostmortemReminded { .. } => "postmortem_reminded",
        }
    }
}

/// Why an alert joined an open incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinReason {
    /// The incident is about the same service.
    SameService,
}

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// A level of the policy, from 0.
    Level(usize),
    /// Nobody else is left.
    LastResort,
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => write!(f, "level {}", level + 1),
            Self::LastResort => f.write_str("last resort"),
        }
    }
}

/// Why people are called out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageReason {
    /// The incident is new.
    Opened,
    /// Nobody of the level before answered in time.
    NotAcknowledged,
    /// A person asked for the next level.
    Escalated,
    /// Whoever had it gave no sign of life.
    AckLapsed,
    /// No message to the level before could be handed over.
    Unreachable,
    /// It is worse than whoever had it knew.
    SeverityRaised,
    /// A person gave it to somebody else.
    Reassigned,
    /// A person gave it to another policy, or the policy's new text has no such level.
    PolicyChanged,
    /// The time for which nobody wanted to hear of it is over.
    SnoozeEnded,
    /// The hours have begun in which it must wake somebody.
    SupportHours,
}

/// Why a level pages nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Nobody is on call, or the people named are gone from the settings.
    NobodyToPage,
    /// The level is for worse incidents.
    Severity,
    /// The level is for other hours.
    Hours,
}

/// One person and the contacts over which they are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Who.
    pub responder: ResponderName,
    /// Over what.
    pub contacts: Vec<ContactName>,
    /// By how many seconds the person's later contacts move up, because one before them failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub moved_up: i64,
}

fn is_zero(seconds: &i64) -> bool {
    *seconds == 0
}

/// How something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// The signed link of a page.
    Link,
    /// The console.
    Console,
    /// The command line.
    CommandLine,
    /// The source of the alarm said so.
    Source,
    /// Every alert is fine again.
    AllAlertsCleared,
}

/// Who has an incident, since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub by: Actor,
    /// Since when.
    pub at: Timestamp,
}
