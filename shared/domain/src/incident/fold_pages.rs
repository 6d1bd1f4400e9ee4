//! Folds pages into state: levels, and the people who are being notified.

use super::event::{Event, EventRecord, NotifiedContact, PageReason};
use super::fold::LONGEST_ENGAGEMENT;
use super::state::{Engagement, Escalation, Incident, Status};
use crate::ids::{ContactName, ResponderName};
use crate::responder::Urgency;
use jiff::Timestamp;

/// The most people being notified at a time: an incident is one item of at most 400 KB.
const MAX_ENGAGEMENTS: usize = 200;

impl Incident {
    pub(super) fn page(&mut self, record: &EventRecord) {
        let Event::Paged {
            cycle,
            step,
            responders,
            reason,
            next_at,
            urgency,
            all_must_acknowledge,
            next_contact_at,
        } = &record.event
        else {
            return;
        };
        let (seq, urgency) = (record.seq, *urgency);
        if matches!(
            reason,
            PageReason::CauseCleared
                | PageReason::OtherSource
                | PageReason::MergedAlert
                | PageReason::Merged
                | PageReason::Split
        ) {
            self.escalation.first_cycle = *cycle;
        }
        self.escalation =
            Escalation { cycle: *cycle, step: *step, next_at: *next_at, seq, urgency, ..self.escalation };
        self.status = Status::Triggered;
        self.hold = None;
        self.acknowledgement = None;
        self.lapse = None;
        if matches!(reason, PageReason::Reassigned | PageReason::PolicyChanged) {
            self.engagements.clear();
        }
        for responder in responders {
            self.declined.remove(responder);
            self.begin_engagement(record, responder, urgency, *all_must_acknowledge);
        }
        self.next_contact_at = *next_contact_at;
    }

    pub(super) fn begin_engagement(
        &mut self,
        record: &EventRecord,
        responder: &ResponderName,
        urgency: Urgency,
        own: bool,
    ) {
        let (seq, at) = (record.seq, record.at);
        let reason = match &record.event {
            Event::Paged { reason, .. } => Some(*reason).filter(|reason| *reason != PageReason::Opened),
            _ => None,
        };
        let by_hand = own || record.actor.is_person();
        self.paged.insert(responder.clone());
        self.engagements.retain(|engagement| at.duration_since(engagement.since) < LONGEST_ENGAGEMENT);
        if self.engagements.len() >= MAX_ENGAGEMENTS {
            self.engagements.remove(0);
        }
        self.engagements.push(Engagement {
            responder: responder.clone(),
            seq,
            urgency,
            since: at,
            notified_until: at,
            own,
            reason,
            asked_by: by_hand.then(|| record.actor.clone()),
            failed: Vec::new(),
        });
    }

    pub(super) fn add_responder(
        &mut self,
        record: &EventRecord,
        responder: &ResponderName,
        next_contact_at: Option<Timestamp>,
    ) {
        self.declined.remove(responder);
        self.begin_engagement(record, responder, Urgency::High, true);
        self.next_contact_at = next_contact_at;
    }

    pub(super) fn decline(&mut self, record: &EventRecord, next_contact_at: Option<Timestamp>) {
        self.engagements.retain(|engagement| !engagement.is_of(&record.actor));
        self.declined.insert(record.actor.name.as_str().into());
        self.next_contact_at = next_contact_at;
    }

    pub(super) fn notify(
        &mut self,
        notified: &[NotifiedContact],
        at: Timestamp,
        next_contact_at: Option<Timestamp>,
    ) {
        for engagement in &mut self.engagements {
            // The clock of whoever caused this event may be slow: what was sent stays sent.
            engagement.notified_until = engagement.notified_until.max(at);
            for one in notified.iter().filter(|one| one.responder == engagement.responder) {
                engagement.since =
                    engagement.since.saturating_sub(one.moved_up.0).unwrap_or(engagement.since);
            }
        }
        self.next_contact_at = next_contact_at;
    }

    pub(super) fn note_failure(&mut self, responder: &ResponderName, contact: &ContactName) {
        for engagement in self.engagements.iter_mut().filter(|engagement| engagement.responder == *responder)
        {
            if !engagement.failed.contains(contact) {
                engagement.failed.push(contact.clone());
            }
        }
    }
}
