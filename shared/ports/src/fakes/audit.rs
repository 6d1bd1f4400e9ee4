//! The fake of what people did.

use super::state::State;
use super::world::Fakes;
use crate::{AuditLog, AuditPart, PortError};
use callout_domain::audit::{AuditEntry, AuditPlace, Audited};
use callout_domain::incident::EventRecord;

impl AuditLog for Fakes {
    async fn audit(&self, before: Option<&AuditPlace>, most: usize) -> Result<AuditPart, PortError> {
        self.call(|state| {
            let older =
                state.audit.iter().rev().filter(|entry| before.is_none_or(|place| entry.place < *place));
            let entries: Vec<AuditEntry> = older.take(most).cloned().collect();
            let older = entries.last().filter(|_| entries.len() == most).map(|entry| entry.place.clone());
            Ok(AuditPart { entries, older })
        })
    }
}

impl State {
    /// Keeps what a person did.
    pub(super) fn note_audited(&mut self, done: Audited) {
        let nth = self.audit.len();
        let place = AuditPlace(format!("{:.9}#{nth:010}", done.at()));
        let at = self.audit.partition_point(|entry| entry.place < place);
        self.audit.insert(at, AuditEntry { place, done });
    }

    /// Keeps what people did in an incident.
    pub(super) fn note_audited_events(&mut self, events: &[EventRecord]) {
        let by_people = events.iter().filter(|record| record.actor.is_person());
        by_people.for_each(|record| self.note_audited(Audited::Incident(record.clone())));
    }
}
