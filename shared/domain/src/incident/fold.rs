//! Folds events into state. Must not do anything but apply what each event changes.

use super::actor::Actor;
use super::event::{Acknowledgement, Event, EventRecord, Opened, QueuedDelivery};
use super::state::{Alerts, Escalation, Incident, Postmortem, Status};
use crate::escalation::PolicySnapshot;
use crate::triage::AlertCounter;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// No notification rule waits longer than this after a page.
pub(super) const LONGEST_ENGAGEMENT: SignedDuration = SignedDuration::from_hours(24);

/// Nobody should have to ask whether anybody still works on what a person declared.
const REMIND_EVERY: SignedDuration = SignedDuration::from_hours(1);

pub(super) fn reminder_after(record: &EventRecord) -> Option<Timestamp> {
    record.at.checked_add(REMIND_EVERY).ok()
}

impl Incident {
    /// The incident that its first event creates.
    pub fn start(record: &EventRecord, opened: &Opened) -> Self {
        Self {
            id: record.incident_id.clone(),
            number: record.number,
            version: record.seq,
            status: Status::Triggered,
            title: opened.title.clone(),
            service: opened.service.clone(),
            service_title: opened.service_title.clone(),
            severity: opened.severity,
            worst_known: None,
            raised_by: String::new(),
            opened_at: record.at,
            detail: opened.detail.clone(),
            links: opened.links.clone(),
            runbook: opened.runbook.clone(),
            // A declared incident covers no alert.
            alerts: if opened.declared { Alerts::default() } else { Alerts { open: 1, total: 1 } },
            firing: (!opened.declared).then(|| (record.actor.name.clone(), 1)).into_iter().collect(),
            joined: Vec::new(),
            group: opened.group.clone(),
            counted: opened.bundle.then(AlertCounter::default),
            bundle: opened.bundle,
            hold: opened.hold.clone(),
            warning: opened.warning,
            declared: opened.declared,
            public_only: opened.public_only,
            reported_at: opened.reported.then_some(record.at),
            remind_at: if opened.declared || opened.reported { reminder_after(record) } else { None },
            resolves_at: opened.drill.map(|drill| drill.ends_at),
            causes: BTreeSet::new(),
            release_at: None,
            recount_at: None,
            merged_into: None,
            merged: BTreeMap::new(),
            policy: opened.policy.clone(),
            turn: opened.turn,
            escalation: Escalation::beginning(record.at),
            engagements: Vec::new(),
            declined: BTreeSet::new(),
            next_contact_at: None,
            acknowledgement: None,
            lapse: None,
            paged: BTreeSet::new(),
            resolved_at: None,
            resolved_by: None,
            components: opened.components.clone(),
            updates: Vec::new(),
            drafted: None,
            update_due_at: None,
            postmortem: None,
            has_context: false,
        }
    }

    /// Folds one event into the state.
    pub fn apply(&mut self, record: &EventRecord) {
        self.version = record.seq;
        self.put_off_reminder(record);
        self.note_news(record);
        match &record.event {
            Event::Opened(_)
            | Event::LevelSkipped { .. }
            | Event::AlertRepeated { .. }
            | Event::AlertAcknowledged { .. }
            | Event::Reported { .. }
            | Event::OpenReminded { .. } => {}
            Event::DeliveryFailed { responder, contact, .. }
            | Event::DeliveryQueued(QueuedDelivery { responder, contact, .. }) => {
                self.note_failure(responder, contact);
            }
            Event::Informed { responders } => self.paged.extend(responders.iter().cloned()),
            Event::AlertJoined { .. }
            | Event::AlertCleared { .. }
            | Event::CountingBegan
            | Event::AlertsCounted { .. }
            | Event::HoldMoved { .. }
            | Event::HoldEnded { .. }
            | Event::AlertsRecounted { .. }
            | Event::ReleaseFinished => self.apply_to_alerts(record),
            Event::SeverityRaised { .. } => self.raise_severity(&record.event),
            Event::SeveritySet { .. } => self.set_severity(record),
            Event::Paged { .. } => self.page(record),
            Event::Notified { .. } | Event::Rescheduled { .. } => self.apply_to_contacts(record),
            Event::ResponderAdded { responder, next_contact_at } => {
                self.add_responder(record, responder, *next_contact_at);
            }
            Event::Declined { next_contact_at } => self.decline(record, *next_contact_at),
            Event::Acknowledged { .. }
            | Event::TakenOver(_)
            | Event::AckReminded { .. }
            | Event::AckLapsed { .. }
            | Event::Snoozed { .. }
            | Event::SnoozeEnded => self.apply_to_acknowledgement(record),
            Event::PolicyChanged { policy, next_at } => self.change_policy(policy, *next_at),
            Event::NoteAdded { lapses_at, .. } => self.extend(*lapses_at),
            Event::Reopened { lapses_at } => self.reopen(record, *lapses_at),
            Event::Resolved { .. } => self.resolve(&record.actor, record.at),
            Event::MergedInto { .. }
            | Event::Merged { .. }
            | Event::SplitFrom { .. }
            | Event::SplitOff { .. }
            | Event::PageForwarded { .. }
            | Event::PassedOn { .. }
            | Event::MergedAlert { .. }
            | Event::MergedEnded { .. }
            | Event::MergedReopened { .. } => self.apply_to_merged(record),
            Event::StatusUpdated(_)
            | Event::StatusUpdateChanged(_)
            | Event::UpdateDrafted(_)
            | Event::DraftDiscarded { .. }
            | Event::UpdateReminded(_) => self.apply_to_public(record),
            Event::ContextAdded(_) => self.has_context = true,
            Event::PostmortemScheduled { .. } | Event::PostmortemReminded { .. } => {
                self.apply_to_postmortem(&record.event);
            }
        }
    }

    fn apply_to_contacts(&mut self, record: &EventRecord) {
        match &record.event {
            Event::Notified { notified, next_contact_at } => {
                self.notify(notified, record.at, *next_contact_at);
            }
            Event::Rescheduled { next_contact_at } => self.notify(&[], record.at, *next_contact_at),
            _ => {}
        }
    }

    fn apply_to_postmortem(&mut self, event: &Event) {
        match event {
            Event::PostmortemScheduled { .. } => self.schedule_postmortem(event),
            Event::PostmortemReminded { reminder, .. } => {
                self.postmortem.iter_mut().for_each(|postmortem| postmortem.reminded = reminder + 1);
            }
            _ => {}
        }
    }

    fn change_policy(&mut self, policy: &PolicySnapshot, next_at: Option<Timestamp>) {
        self.policy = policy.clone();
        self.escalation.next_at = next_at.or(self.escalation.next_at);
    }

    /// Whatever a person says puts the reminder of an incident off that only people end.
    fn put_off_reminder(&mut self, record: &EventRecord) {
        let is_word = record.actor.is_person() || matches!(record.event, Event::OpenReminded { .. });
        if self.is_ended_by_people() && is_word {
            self.remind_at = reminder_after(record);
        }
    }

    fn set_severity(&mut self, record: &EventRecord) {
        let Event::SeveritySet { to, from, worst_known, lapses_at } = &record.event else { return };
        self.severity = *to;
        self.worst_known = Some(*worst_known);
        self.extend(*lapses_at);
        let is_worse = to < from;
        self.warning &= !is_worse;
        // Whoever has it is paged anew by what another person makes worse.
        if is_worse && self.acknowledgement.as_ref().is_some_and(|it| it.by != record.actor) {
            self.restart();
        }
    }

    fn raise_severity(&mut self, event: &Event) {
        let Event::SeverityRaised { to, warning, lapses_at, because, .. } = event else { return };
        self.severity = *to;
        self.raised_by = because.clone();
        self.worst_known = None;
        self.warning = *warning;
        self.confirm_by(*lapses_at);
        if self.status == Status::Acknowledged {
            self.restart();
        }
    }

    fn schedule_postmortem(&mut self, event: &Event) {
        let Event::PostmortemScheduled { owner, due_at, remind_at, draft, .. } = event else { return };
        self.postmortem = Some(Postmortem {
            owner: owner.clone(),
            due_at: *due_at,
            remind_at: remind_at.clone(),
            reminded: 0,
            draft: draft.clone(),
            is_reopened: false,
        });
    }

    pub(super) fn fall_silent(&mut self) {
        self.engagements.clear();
        self.next_contact_at = None;
    }

    /// The next page starts a new run through the policy.
    pub(super) fn restart(&mut self) {
        self.escalation.first_cycle = self.escalation.cycle + 1;
    }

    fn reopen(&mut self, record: &EventRecord, lapses_at: Option<Timestamp>) {
        self.status = Status::Acknowledged;
        self.acknowledgement = Some(Acknowledgement { by: record.actor.clone(), at: record.at });
        self.look_at_merged_again(record);
        (self.resolved_at, self.resolved_by, self.hold) = (None, None, None);
        self.declined.clear();
        self.extend_anew(lapses_at);
        self.recount_at = self.recount_after(record.at);
        if let Some(postmortem) = &mut self.postmortem {
            postmortem.is_reopened = true;
        }
    }

    fn resolve(&mut self, by: &Actor, at: Timestamp) {
        self.status = Status::Resolved;
        self.resolved_by = Some(by.clone()).filter(Actor::is_person);
        self.resolved_at = Some(at);
        self.firing.clear();
        self.recount_at = None;
        self.escalation.next_at = None;
        self.lapse = None;
        self.resolves_at = None;
        // What it explained still fires, whoever resolved it.
        if !self.causes.is_empty() || self.is_counting() {
            self.release_at = Some(at);
        }
        self.fall_silent();
    }
}
