//! What can be asked of an incident.
//!
//! Must not change it: only events do.

use super::actor::Actor;
use super::state::{Incident, Status};
use super::status_update::StatusUpdate;
use crate::ids::ResponderName;
use crate::report_page::AGAIN_WITHIN;
use crate::severity::Severity;
use jiff::Timestamp;

impl Incident {
    /// What customers read last; what is withdrawn does not count.
    pub fn told_last(&self) -> Option<&StatusUpdate> {
        self.updates.iter().rev().find(|update| !update.is_withdrawn())
    }

    /// When the incident must be checked again: the earliest of everything pending.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let merged = [self.tells_target_at(), self.ends_merged_at(), self.reopens_merged_at()];
        [self.release_at, self.recount_at, self.next_step_at()].into_iter().chain(merged).flatten().min()
    }

    /// When the next step is due that `Command::Tick` takes.
    pub(super) fn next_step_at(&self) -> Option<Timestamp> {
        // What fires in an incident merged into it keeps it open, however long its own alerts are quiet.
        let resolves_at = self.resolves_at.filter(|_| !self.waits_for_merged());
        let reminder = earliest([self.reminder(), self.update_reminder()]);
        match self.status {
            Status::Triggered => match &self.hold {
                // Whoever was asked to help is told over their next contact, whatever holds it back from others.
                Some(hold) => earliest([Some(hold.until), self.next_contact_at, resolves_at]),
                None => earliest([self.escalation.next_at, self.next_contact_at, resolves_at, reminder]),
            },
            Status::Acknowledged => {
                earliest([self.lapse_step(), self.next_contact_at, resolves_at, reminder])
            }
            Status::Resolved => earliest([self.postmortem_reminder(), self.update_reminder()]),
        }
    }

    /// When the postmortem's owner is reminded of it.
    pub(super) fn postmortem_reminder(&self) -> Option<Timestamp> {
        let postmortem = self.postmortem.as_ref().filter(|_| !self.is_open())?;
        postmortem.remind_at.get(postmortem.reminded).copied()
    }

    /// When somebody is reminded that an incident is open which only people end. Not while it is snoozed, which says until when nobody wants
    /// to hear of it, nor while pages say so.
    pub(super) fn reminder(&self) -> Option<Timestamp> {
        let is_snoozed = self.lapse.is_some_and(|lapse| lapse.snoozed);
        let is_paging = self.escalation.next_at.is_some();
        // Of what is on the status page only, the clock of updates reminds.
        let may = self.is_open() && self.is_ended_by_people() && !self.is_merged() && !self.public_only;
        self.remind_at.filter(|_| may && !is_snoozed && !is_paging)
    }

    /// When the acknowledger is reminded, or the acknowledgement lapses.
    pub(super) fn lapse_step(&self) -> Option<Timestamp> {
        self.lapse.map(|lapse| if lapse.reminded { lapse.at } else { lapse.remind_at() })
    }

    /// Whether a person is still being notified of a page.
    pub fn is_notifying(&self, responder: &ResponderName, seq: u64) -> bool {
        self.engagements.iter().any(|engagement| engagement.seq == seq && engagement.responder == *responder)
    }

    /// Whether it waits for an answer of somebody: they are being notified, and nobody else's answer is enough.
    pub fn awaits(&self, actor: &Actor) -> bool {
        let is_taken =
            self.acknowledgement.as_ref().is_some_and(|acknowledgement| acknowledgement.by.is_person());
        let mut engagements = self.engagements.iter().filter(|engagement| engagement.is_of(actor));
        self.is_open() && engagements.any(|engagement| engagement.own || !is_taken)
    }

    /// Whether an alert of this severity makes it worse. What a person set holds until one is worse than any they knew of.
    pub fn is_raised_by(&self, severity: Severity) -> bool {
        severity < self.severity && self.worst_known.is_none_or(|worst| severity < worst)
    }

    /// Whether new alerts are counted beside the incident, because there are too many to list.
    pub fn is_counting(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether a silence, a window or its source holds it. A pause and the quiet time of a report end by their own time.
    pub fn is_held_by_a_rule(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.by.is_rule())
    }

    /// Whether every alert that fires in it was reported by an integration.
    pub fn is_by_integrations(&self) -> bool {
        !self.firing.is_empty() && self.firing.keys().all(|source| source.starts_with("integration/"))
    }

    /// Whether it was reported on a report page a moment ago, so that one more report there belongs to it.
    pub fn was_reported_lately(&self, now: Timestamp) -> bool {
        self.reported_at.is_some_and(|at| now.duration_since(at) < AGAIN_WITHIN)
    }

    /// Whether only a person ends it: no alarm is behind it that could clear.
    pub fn is_ended_by_people(&self) -> bool {
        let is_merged = || self.open_merged().any(|(_, merged)| merged.declared);
        self.declared || self.reported_at.is_some() || is_merged()
    }

    /// Whether a text is in what people know it by: its number, title, reason or service, or an alert that joined it.
    pub fn mentions(&self, text: &str) -> bool {
        let wanted = text.to_lowercase();
        let number = format!("#{}", self.number);
        let own = [&number, &self.title, &self.detail, &self.service_title].map(String::as_str);
        let known = own.into_iter().chain([self.service.as_str()]);
        known.chain(self.joined.iter().map(String::as_str)).any(|one| one.to_lowercase().contains(&wanted))
    }

    /// Whether it is not resolved.
    pub fn is_open(&self) -> bool {
        self.status != Status::Resolved
    }

    /// Whether a person must look at it soon, and nobody does: it is a SEV1 or SEV2 without an acknowledgement, and part of no
    /// other incident.
    pub fn needs_somebody(&self) -> bool {
        // SEV1 is the smallest.
        self.status == Status::Triggered && self.severity <= Severity::Sev2 && !self.is_merged()
    }

    /// Whether a person has it who is not this one.
    pub fn is_with_another(&self, than: &ResponderName) -> bool {
        let has_it = self.acknowledgement.as_ref().filter(|it| it.by.is_person() && self.is_open());
        self.status == Status::Acknowledged
            && has_it.is_some_and(|it| it.by.in_the_name_of().as_ref() != Some(than))
    }

    /// The acknowledger, if it is a responder, by a link or at the command line.
    pub fn acknowledger(&self) -> Option<ResponderName> {
        self.acknowledgement.as_ref()?.by.in_the_name_of()
    }

    /// The person who writes the postmortem: the acknowledger, or else the first person paged.
    pub fn owner(&self) -> Option<ResponderName> {
        self.acknowledger().or_else(|| self.paged.first().cloned())
    }
}

fn earliest<const N: usize>(times: [Option<Timestamp>; N]) -> Option<Timestamp> {
    times.into_iter().flatten().min()
}
