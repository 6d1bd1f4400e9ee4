//! Pages that must wait, and those that wait so long that the next level is wanted.

use super::{Facts, Waiting};
use callout_domain::notification::{Attempt, AttemptState, Subject};
use jiff::SignedDuration;

/// The first pages of a storm wait no longer.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// While nobody has a SEV1 or SEV2, a summary leaves after this, and the slots of its second.
const FIVE_MINUTES: SignedDuration = SignedDuration::from_secs(5 * 60 + 10);

impl Facts {
    /// Notify recorded what became of a message: the last word is what counts.
    pub(super) fn note_waiting(&mut self, invocation: u64, attempt: &Attempt) {
        let Subject::Incident { incident, kind } = &attempt.about else { return };
        self.waiting.retain(|it| it.id != attempt.id || it.incident != *incident);
        let AttemptState::Queued(until) = attempt.state else { return };
        let Some((_, seq)) = self.about(invocation).filter(|(id, _)| id == incident).cloned() else { return };
        let needs_somebody = self.seen_by(invocation, incident).is_some_and(|seen| seen.needs_somebody());
        let wait = attempt.at.duration_until(until);
        if kind.is_page() && needs_somebody && wait > FIVE_MINUTES {
            let words = format!("{} waits until {until}, and nobody has {incident}", attempt.id);
            self.breaks(2, attempt.at.as_millisecond(), words);
        }
        if kind.is_page() {
            self.waiting.push(Waiting {
                incident: incident.clone(),
                seq,
                responder: attempt.responder.clone(),
                contact: attempt.contact.clone(),
                at: attempt.at.as_millisecond(),
                until: until.as_millisecond(),
                is_delayed: needs_somebody && wait > A_MINUTE,
                id: attempt.id.clone(),
            });
        }
    }
}
