//! The state of an incident. Only events change it: see `fold`.

use super::actor::Actor;
use super::event::{Acknowledgement, EscalationStep};
use super::hold::{Hold, HoldReason};
use super::public::StatusUpdate;
use crate::alarm::Link;
use crate::escalation::{ACK_REMINDER, PolicySnapshot};
use crate::ids::{AlertKey, ComponentName, ContactName, IncidentId, ResponderName, ServiceName};
use crate::responder::Urgency;
use crate::severity::Severity;
use crate::triage::{AlertCounter, GroupKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What people respond to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its identity.
    pub id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// The number of events applied, used for optimistic locking.
    pub version: u64,
    /// Whether it is triggered, acknowledged, or resolved.
    pub status: Status,
    /// A one-line summary.
    pub title: String,
    /// The service that owns it.
    pub service: ServiceName,
    /// The service's display name.
    pub service_title: String,
    /// The severity.
    pub severity: Severity,
    /// When it opened.
    pub opened_at: Timestamp,
    /// The source's description of the problem.
    #[serde(default)]
    pub detail: String,
    /// Links to dashboards and logs.
    #[serde(default)]
    pub links: Vec<Link>,
    /// The runbook.
    #[serde(default)]
    pub runbook: Option<String>,
    /// The number of alerts it covers.
    pub alerts: Alerts,
    /// How many of the alerts that are listed fire, by their source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub firing: BTreeMap<String, u32>,
    /// The group whose alerts join it.
    pub group: GroupKey,
    /// The alerts that were counted, once there are too many to list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<AlertCounter>,
    /// Whether it covers alerts of many services.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bundle: bool,
    /// Why nobody is paged yet. After the incident is resolved, why nobody was paged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// A warning: shown, but pages nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warning: bool,
    /// When it resolves by itself: if its flapping alerts stay quiet, or because it is a drill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolves_at: Option<Timestamp>,
    /// Alerts that explain others in it, or did: when one of them clears, what it explained is judged anew.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub causes: BTreeSet<AlertKey>,
    /// Since when alerts that were explained wait to be judged anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at: Option<Timestamp>,
    /// The escalation policy as the settings had it when it opened.
    pub policy: PolicySnapshot,
    /// How many incidents its policy had before. Determines whose turn it is on a level that pages one of several
    /// people.
    #[serde(default)]
    pub turn: u64,
    /// The state of the escalation.
    pub escalation: Escalation,
    /// The people being notified, contact by contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub engagements: Vec<Engagement>,
    /// When the next contact of anybody is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_contact_at: Option<Timestamp>,
    /// Who acknowledged it.
    #[serde(default)]
    pub acknowledgement: Option<Acknowledgement>,
    /// When the acknowledgement lapses.
    #[serde(default)]
    pub lapse: Option<Lapse>,
    /// Everybody who was paged.
    #[serde(default)]
    pub paged: BTreeSet<ResponderName>,
    /// When it was resolved.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
    /// The affected components of the status page.
    #[serde(default)]
    pub components: Vec<ComponentName>,
    /// The updates published to customers, oldest first.
    #[serde(default)]
    pub updates: Vec<StatusUpdate>,
    /// The postmortem.
    #[serde(default)]
    pub postmortem: Option<Postmortem>,
    /// Whether the context collected when it opened is stored beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_context: bool,
}

/// The status of an incident. What customers see is a `Phase`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has acknowledged it.
    Triggered,
    /// A person acknowledged it, or the tool that sent its alerts.
    Acknowledged,
    /// It is resolved.
    Resolved,
}

impl Status {
    /// The word shown to people and programs.
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
    /// Alerts still firing.
    pub open: u32,
    /// All alerts that ever joined.
    pub total: u32,
}

/// The state of the escalation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The number of the cycle through the policy, from 1.
    pub cycle: u32,
    /// The first cycle since the incident was last triggered. The policy's repeats are counted from it.
    pub first_cycle: u32,
    /// The current step.
    pub step: EscalationStep,
    /// When the next level is due. Nothing is due while the incident is acknowledged.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
    /// The event that paged this level.
    #[serde(default)]
    pub seq: u64,
    /// The urgency with which the level was paged.
    #[serde(default)]
    pub urgency: Urgency,
}

impl Escalation {
    /// Whether nobody was paged yet: the incident was held when it opened.
    pub fn nobody_was_paged(&self) -> bool {
        self.seq == 0
    }
}

/// One person being notified of one page, contact by contact, until they or somebody else acknowledges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// The responder.
    pub responder: ResponderName,
    /// The event that started it.
    pub seq: u64,
    /// The urgency, which selects the person's rules.
    #[serde(default, skip_serializing_if = "Urgency::is_high")]
    pub urgency: Urgency,
    /// When it started. Earlier than that if a contact failed and the rest moved up.
    pub since: Timestamp,
    /// Contacts due until this time have been used.
    pub notified_until: Timestamp,
    /// Whether only this person's own acknowledgement ends it.
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
    /// Whether a person chose this time, so that nothing extends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub snoozed: bool,
}

impl Lapse {
    /// When the acknowledger is reminded.
    pub fn remind_at(&self) -> Timestamp {
        self.at.saturating_sub(ACK_REMINDER).unwrap_or(self.at)
    }
}

/// The postmortem of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmortem {
    /// The person who writes it.
    pub owner: Option<ResponderName>,
    /// When it is due.
    pub due_at: Timestamp,
    /// When its owner is reminded, in order.
    pub remind_at: Vec<Timestamp>,
    /// How many reminders were sent.
    pub reminded: usize,
    /// Where the draft is.
    pub draft: String,
}

impl Incident {
    /// When the incident must be checked again: the earliest of everything pending.
    pub fn wake_at(&self) -> Option<Timestamp> {
        earliest(self.release_at, self.next_step_at())
    }

    /// When the next step is due that `Command::Tick` takes.
    pub(super) fn next_step_at(&self) -> Option<Timestamp> {
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

    /// Whether a person is still being notified of a page.
    pub fn is_notifying(&self, responder: &ResponderName, seq: u64) -> bool {
        self.engagements.iter().any(|engagement| engagement.seq == seq && engagement.responder == *responder)
    }

    /// Whether new alerts are counted beside the incident, because there are too many to list.
    pub fn is_counting(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether something else than its route's pause holds it. A pause ends by its own time only.
    pub fn is_held_by_a_rule(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| !matches!(hold.by, HoldReason::Pause { .. }))
    }

    /// Whether every alert that fires in it was reported by an integration.
    pub fn is_by_integrations(&self) -> bool {
        !self.firing.is_empty() && self.firing.keys().all(|source| source.starts_with("integration/"))
    }

    /// Whether it is not resolved.
    pub fn is_open(&self) -> bool {
        self.status != Status::Resolved
    }

    /// Whether a person must look at it soon, and nobody does: it is a SEV1 or SEV2 without an acknowledgement.
    pub fn needs_somebody(&self) -> bool {
        // SEV1 is the smallest.
        self.status == Status::Triggered && self.severity <= Severity::Sev2
    }

    /// The acknowledger, if it is a responder.
    pub fn acknowledger(&self) -> Option<ResponderName> {
        let by: &Actor = &self.acknowledgement.as_ref()?.by;
        (by.kind == super::ActorKind::Responder).then(|| by.name.as_str().into())
    }

    /// The person who writes the postmortem: the acknowledger, or else the first person paged.
    pub fn owner(&self) -> Option<ResponderName> {
        self.acknowledger().or_else(|| self.paged.first().cloned())
    }
}

fn earliest(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
