//! Folds what customers are told into state: updates, their corrections and withdrawals.

use super::event::{Event, EventRecord};
use super::state::Incident;
use super::status_update::{ChangedUpdate, StatusUpdate, UpdateChange, UpdateRecord};
use crate::status::stored_bytes;

/// The most public updates kept in an incident, and their most bytes: it is one item of at most 400 KB, written with each
/// event. Older ones stay in its events and on the page.
const MAX_UPDATES: usize = 20;
const MAX_UPDATE_BYTES: usize = 32 << 10;

impl Incident {
    pub(super) fn apply_to_public(&mut self, record: &EventRecord) {
        match &record.event {
            Event::StatusUpdated(update) => self.publish(record, update.clone()),
            Event::StatusUpdateChanged(changed) => self.change_update(record, changed),
            Event::UpdateDrafted(update) => {
                self.update_due_at = update.remind_at;
                self.drafted = Some(update.clone());
            }
            Event::DraftDiscarded { remind_at } => {
                self.drafted = None;
                self.update_due_at = *remind_at;
            }
            Event::UpdateReminded(reminder) => self.update_due_at = reminder.remind_at,
            _ => {}
        }
    }

    fn publish(&mut self, record: &EventRecord, update: UpdateRecord) {
        let automatic = !record.actor.is_person();
        if !automatic {
            self.extend(update.lapses_at);
        }
        self.drafted = None;
        self.update_due_at = update.remind_at;
        let generic = update.generic;
        let UpdateRecord { phase, text, impact, components, states, silent, translations, named, .. } =
            update;
        let (seq, at) = (record.seq, record.at);
        let added_at = Some(record.recorded_at).filter(|recorded| *recorded > at);
        self.add_update(StatusUpdate {
            seq,
            at,
            added_at,
            phase,
            text,
            impact,
            components,
            states,
            translations,
            named,
            generic,
            changed: None,
            automatic,
            silent,
        });
    }

    fn change_update(&mut self, record: &EventRecord, changed: &ChangedUpdate) {
        let known = self.updates.iter_mut().find(|update| update.seq == changed.update);
        let Some(update) = known else { return };
        let withdrawn = changed.text.is_none();
        update.changed = Some(UpdateChange { seq: record.seq, at: record.at, withdrawn });
        self.update_due_at = changed.remind_at.or(self.update_due_at);
        if let Some(text) = &changed.text {
            update.text.clone_from(text);
            update.translations.clear();
            update.named.clear();
            update.generic = false;
            // A person's words now, in whatever language they wrote them.
            update.automatic = false;
        }
    }

    fn add_update(&mut self, update: StatusUpdate) {
        self.updates.push(update);
        while self.updates.len() > MAX_UPDATES
            || (self.updates.len() > 1 && stored_bytes(&self.updates) > MAX_UPDATE_BYTES)
        {
            self.updates.remove(0);
        }
    }
}
