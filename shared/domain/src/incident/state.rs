//! The state of an incident. Only events change it: see `fold`.

use super::actor::Actor;
use super::event::{Acknowledgement, EscalationStep, PageReason};
use super::hold::Hold;
use super::merged::{MergedIncident, MergedInto};
use super::status_update::{StatusUpdate, UpdateRecord};
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
    /// While the severity is a person's: the worst of any alert that was known when they set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_known: Option<Severity>,
    /// What made it worse last; empty if nothing did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raised_by: String,
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
    /// What joined it, in short, the newest last: whoever looks for an alert finds the incident that covers it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<String>,
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
    /// Whether a person declared it: no alarm joins it, and none ends it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
    /// Whether it is on the status page only: it pages nobody, unless a person asks for somebody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public_only: bool,
    /// When it was last reported on a report page, if it was opened by a report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
    /// When whoever has a declared or reported incident is reminded of it, unless a person says something before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_at: Option<Timestamp>,
    /// When it resolves by itself: if its flapping alerts stay quiet, or because it is a drill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolves_at: Option<Timestamp>,
    /// Alerts that explain others in it, or did: when one of them clears, what it explained is judged anew.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub causes: BTreeSet<AlertKey>,
    /// Since when alerts that were explained wait to be judged anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at: Option<Timestamp>,
    /// When its alerts are counted anew, after a person reopened it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recount_at: Option<Timestamp>,
    /// The incident that it was merged into, which pages for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MergedInto>,
    /// The incidents that were merged into it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub merged: BTreeMap<IncidentId, MergedIncident>,
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
    /// Those who cannot take it: no level pages them again, until somebody had it or a person asks for them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub declined: BTreeSet<ResponderName>,
    /// When the next contact of anybody is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_contact_at: Option<Timestamp>,
    /// Who acknowledged it.
    #[serde(default)]
    pub acknowledgement: Option<Acknowledgement>,
    /// When the acknowledgement lapses.
    #[serde(default)]
    pub lapse: Option<Lapse>,
    /// Everybody who was paged, or told of a report.
    #[serde(default)]
    pub paged: BTreeSet<ResponderName>,
    /// When it was resolved.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
    /// Who resolved it, if a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_by: Option<Actor>,
    /// The affected components of the status page.
    #[serde(default)]
    pub components: Vec<ComponentName>,
    /// The updates published to customers, oldest first.
    #[serde(default)]
    pub updates: Vec<StatusUpdate>,
    /// What customers could read, once a person publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted: Option<Box<UpdateRecord>>,
    /// When whoever has it is reminded that customers wait for an update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_due_at: Option<Timestamp>,
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
    /// The first level, due at once.
    pub(super) fn beginning(at: Timestamp) -> Self {
        let step = EscalationStep::Level(0);
        Self { cycle: 1, first_cycle: 1, step, next_at: Some(at), seq: 0, urgency: Urgency::High }
    }

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
    /// Why this person is paged, unless the incident opened then or somebody asked for help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PageReason>,
    /// Who asked for this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<Actor>,
    /// Contacts that could not be reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<ContactName>,
}

impl Engagement {
    /// Whether somebody is the one who is being notified.
    pub fn is_of(&self, actor: &Actor) -> bool {
        actor.is_responder(&self.responder)
    }
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
    /// A snooze.
    pub(super) fn snoozed_until(at: Timestamp) -> Self {
        Self { at, reminded: true, snoozed: true }
    }

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
    /// Whether the incident was reopened since it was planned: its due day follows the last end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_reopened: bool,
}
