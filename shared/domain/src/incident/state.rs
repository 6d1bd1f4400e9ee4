//! An incident as it stands. Events alone change it: see `fold`.

use super::actor::Actor;
use super::event::{Acknowledgement, EscalationStep};
use super::hold::{Hold, HoldReason};
use super::public::{Impact, Phase};
use crate::alarm::Link;
use crate::escalation::{ACK_REMINDER, PolicySnapshot};
use crate::ids::{AlertKey, ComponentName, ContactName, IncidentId, ResponderName, ServiceName};
use crate::responder::Urgency;
use crate::severity::Severity;
use crate::triage::{AlertCounter, GroupKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What people respond to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its identity.
    pub id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// How many events made it; the optimistic lock of every commit.
    pub version: u64,
    /// Whether anybody has it.
    pub status: Status,
    /// One line for people.
    pub title: String,
    /// Who owns it.
    pub service: ServiceName,
    /// What people call the owner.
    pub service_title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Since when.
    pub opened_at: Timestamp,
    /// Why the source says it is bad.
    #[serde(default)]
    pub detail: String,
    /// Where to look.
    #[serde(default)]
    pub links: Vec<Link>,
    /// What to do about it.
    #[serde(default)]
    pub runbook: Option<String>,
    /// Alerts it covers.
    pub alerts: Alerts,
    /// Which alerts join it.
    pub group: GroupKey,
    /// Those of them that were counted, once there are too many to list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<AlertCounter>,
    /// It stands for the alerts of many services.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bundle: bool,
    /// Why nobody is called out yet; once it is over, why nobody ever was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// It is worth a look, and wakes nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
    /// When it resolves, if its alerts, which come and go, stay quiet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolves_at: Option<Timestamp>,
    /// Alerts that explain others of it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub causes: BTreeSet<AlertKey>,
    /// Whom to page, as the settings stood when it opened.
    pub policy: PolicySnapshot,
    /// How many incidents its policy had before it: whose turn it is on a level that pages one of several.
    #[serde(default)]
    pub turn: u64,
    /// How far the calling-out has come.
    pub escalation: Escalation,
    /// Who is being told, contact after contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub engagements: Vec<Engagement>,
    /// When somebody's next contact is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_contact_at: Option<Timestamp>,
    /// Who has it.
    #[serde(default)]
    pub acknowledgement: Option<Acknowledgement>,
    /// When the acknowledgement lapses.
    #[serde(default)]
    pub lapse: Option<Lapse>,
    /// Everybody who was called out.
    #[serde(default)]
    pub paged: BTreeSet<ResponderName>,
    /// When it ended.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
    /// Parts of the status page that suffer.
    #[serde(default)]
    pub components: Vec<ComponentName>,
    /// What customers were told, oldest first.
    #[serde(default)]
    pub updates: Vec<StatusUpdate>,
    /// The postmortem after it.
    #[serde(default)]
    pub postmortem: Option<Postmortem>,
    /// Whether what was to be seen when it opened is kept beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_context: bool,
}

/// Whether anybody has it. Not what customers are told: that is a `Phase`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has it yet.
    Triggered,
    /// Somebody has it.
    Acknowledged,
    /// It is over.
    Resolved,
}

impl Status {
    /// The word people and programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triggered => "triggered",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }
}

/// Counts of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Alerts {
    /// Still firing.
    pub open: u32,
    /// Ever joined.
    pub total: u32,
}

/// How far the calling-out has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Counts the passes through the policy, from 1.
    pub cycle: u32,
    /// The first pass since the incident was last (re-)triggered; repeats are counted from it.
    pub first_cycle: u32,
    /// Where it stands.
    pub step: EscalationStep,
    /// When the next level is due; nothing is due while somebody has it.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
    /// The event that called out this level.
    #[serde(default)]
    pub seq: u64,
    /// Whether the level had to wake somebody.
    #[serde(default)]
    pub urgency: Urgency,
}

/// One person being told of one page, contact after contact, until they or somebody else acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Who.
    pub responder: ResponderName,
    /// The event that began it.
    pub seq: u64,
    /// Which of the person's rules apply.
    #[serde(default, skip_serializing_if = "Urgency::is_high")]
    pub urgency: Urgency,
    /// When it began; earlier than that once a contact failed and the rest moved up.
    pub since: Timestamp,
    /// Contacts due until then were used.
    pub notified_until: Timestamp,
    /// Only this person's own acknowledgement ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// Contacts that could not be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<ContactName>,
}

/// When an acknowledgement lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// When.
    pub at: Timestamp,
    /// Whether the acknowledger was reminded.
    pub reminded: bool,
    /// Whether somebody asked for this moment: no sign of life moves it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snoozed: bool,
}

impl Lapse {
    /// When the acknowledger is reminded.
    pub fn remind_at(&self) -> Timestamp {
        self.at.saturating_sub(ACK_REMINDER).unwrap_or(self.at)
    }
}

/// One dated text on the status page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// Its place in the incident's events; names the update.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Where the work stood.
    pub phase: Phase,
    /// The text.
    pub text: String,
    /// How bad it was for customers.
    pub impact: Impact,
    /// Which parts suffered.
    pub components: Vec<ComponentName>,
}

/// The postmortem after an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmortem {
    /// Who writes it.
    pub owner: Option<ResponderName>,
    /// By when.
    pub due_at: Timestamp,
    /// When its owner is reminded, in order.
    pub remind_at: Vec<Timestamp>,
    /// How many reminders went out.
    pub reminded: usize,
    /// Where the draft is.
    pub draft: String,
}

impl Incident {
    /// When somebody must look at it again: the earliest of everything pending.
    pub fn wake_at(&self) -> Option<Timestamp> {
        match self.status {
            Status::Triggered => match &self.hold {
                Some(hold) => Some(hold.until),
                None => earliest(earliest(self.escalation.next_at, self.next_contact_at), self.resolves_at),
            },
            Status::Acknowledged => {
                earliest(earliest(self.lapse_step(), self.next_contact_at), self.resolves_at)
            }
            Status::Resolved => self
                .postmortem
                .as_ref()
                .and_then(|postmortem| postmortem.remind_at.get(postmortem.reminded).copied()),
        }
    }

    /// When the acknowledger is reminded, or the acknowledgement lapses.
    pub(super) fn lapse_step(&self) -> Option<Timestamp> {
        self.lapse.map(|lapse| if lapse.reminded { lapse.at } else { lapse.remind_at() })
    }

    /// Whether a person is still being told of a page.
    pub fn is_notifying(&self, responder: &ResponderName, seq: u64) -> bool {
        self.engagements.iter().any(|engagement| engagement.seq == seq && engagement.responder == *responder)
    }

    /// Whether there are so many alerts that new ones are counted beside it.
    pub fn is_counting(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether its source holds it back.
    pub fn is_muted(&self) -> bool {
        matches!(self.hold, Some(Hold { by: HoldReason::Mute { .. }, .. }))
    }

    /// Whether it is not over.
    pub fn is_open(&self) -> bool {
        self.status != Status::Resolved
    }

    /// Who is behind the acknowledgement, if it is a responder.
    pub fn acknowledger(&self) -> Option<ResponderName> {
        let by: &Actor = &self.acknowledgement.as_ref()?.by;
        (by.kind == super::ActorKind::Responder).then(|| by.name.as_str().into())
    }

    /// Who writes the postmortem: whoever had the incident, else the first who was called out.
    pub fn owner(&self) -> Option<ResponderName> {
        self.acknowledger().or_else(|| self.paged.first().cloned())
    }
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
