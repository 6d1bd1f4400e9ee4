//! Folds who has it into state: acknowledgements, snoozes, and their ends.

use super::event::{Acknowledgement, Event, EventRecord};
use super::state::{Incident, Lapse, Status};
use jiff::Timestamp;

impl Incident {
    pub(super) fn apply_to_acknowledgement(&mut self, record: &EventRecord) {
        match &record.event {
            Event::Acknowledged { lapses_at, .. } => self.acknowledge(record, *lapses_at),
            Event::TakenOver(taken) => self.take_over(record, taken.lapses_at),
            Event::AckReminded { .. } => self.lapse.iter_mut().for_each(|lapse| lapse.reminded = true),
            Event::AckLapsed { .. } | Event::SnoozeEnded => self.lapse(record.at),
            Event::Snoozed { until } => self.snooze(record, *until),
            _ => {}
        }
    }

    /// Ends the notification of the acknowledger, and of everybody who need not acknowledge themselves.
    pub(super) fn acknowledge(&mut self, record: &EventRecord, lapses_at: Option<Timestamp>) {
        // A person takes over what only a tool has acknowledged.
        let by_other_person =
            self.acknowledgement.as_ref().is_some_and(|it| it.by != record.actor && it.by.is_person());
        if !by_other_person {
            self.acknowledgement = Some(Acknowledgement { by: record.actor.clone(), at: record.at });
        }
        self.status = Status::Acknowledged;
        self.hold = None;
        if record.actor.is_person() {
            self.declined.clear();
        }
        self.escalation.next_at = None;
        self.keep_unacknowledged(record);
        if by_other_person {
            self.extend(lapses_at);
        } else {
            self.extend_anew(lapses_at);
        }
    }

    /// The acknowledgement is the new holder's from here on, with a time of its own.
    fn take_over(&mut self, record: &EventRecord, lapses_at: Option<Timestamp>) {
        self.acknowledgement = None;
        self.acknowledge(record, lapses_at);
    }

    fn snooze(&mut self, record: &EventRecord, until: Timestamp) {
        self.status = Status::Acknowledged;
        self.hold = None;
        self.declined.clear();
        self.acknowledgement = Some(Acknowledgement { by: record.actor.clone(), at: record.at });
        self.escalation.next_at = None;
        self.keep_unacknowledged(record);
        self.lapse = Some(Lapse::snoozed_until(until));
    }

    /// After an acknowledgement, keeps notifying only those who must acknowledge themselves and have not. If a tool
    /// acknowledged, the page that is on its way still leaves, and no later contact is used.
    fn keep_unacknowledged(&mut self, record: &EventRecord) {
        if !record.actor.is_person() {
            if !self.engagements.iter().any(|engagement| engagement.own) {
                self.next_contact_at = None;
            }
            return;
        }
        let who = record.actor.in_the_name_of();
        self.engagements.retain(|engagement| engagement.own && Some(&engagement.responder) != who.as_ref());
        if self.engagements.is_empty() {
            self.next_contact_at = None;
        }
    }

    fn lapse(&mut self, at: Timestamp) {
        self.status = Status::Triggered;
        self.acknowledgement = None;
        self.lapse = None;
        self.engagements.retain(|engagement| engagement.own);
        self.restart();
        self.escalation.next_at = Some(at);
    }

    /// Extends the acknowledgement, unless it ends at a time that a person chose.
    pub(super) fn extend(&mut self, lapses_at: Option<Timestamp>) {
        if !self.lapse.is_some_and(|lapse| lapse.snoozed) {
            self.extend_anew(lapses_at);
        }
    }

    /// Whoever has it must say that they know of something new, though it was to be quiet for longer.
    pub(super) fn confirm_by(&mut self, lapses_at: Option<Timestamp>) {
        if lapses_at.is_some() {
            self.extend_anew(lapses_at);
        }
    }

    pub(super) fn extend_anew(&mut self, lapses_at: Option<Timestamp>) {
        self.lapse = lapses_at.map(|at| Lapse { at, reminded: false, snoozed: false });
    }
}
