//! Folds merges and splits into state, on both sides.

use super::event::{Event, EventRecord, JoinReason};
use super::merged::{MergedIncident, MergedInto, News};
use super::state::{Incident, Lapse, Status};
use crate::ids::IncidentId;
use jiff::Timestamp;

impl Incident {
    pub(super) fn apply_to_merged(&mut self, record: &EventRecord) {
        match &record.event {
            Event::MergedInto { target, target_number } => self.merge_into(record, target, *target_number),
            Event::Merged { child, child_number, declared, .. } => {
                let (number, declared) = (*child_number, *declared);
                self.merged.insert(child.clone(), MergedIncident::open(number, declared));
                if declared {
                    self.remind_at = super::fold::reminder_after(record);
                }
            }
            Event::SplitFrom { lapses_at, pages, .. } => self.split(record, *lapses_at, *pages),
            Event::SplitOff { child, .. } => drop(self.merged.remove(child)),
            Event::PageForwarded { .. } => self.lose_acknowledgement(),
            Event::PassedOn { .. } => self.merged_into.iter_mut().for_each(|into| into.news = None),
            Event::MergedAlert { lapses_at, .. } => self.confirm_by(*lapses_at),
            Event::MergedEnded(merged) => self.note_end(&merged.child, Some(record.at)),
            Event::MergedReopened(merged) => self.note_end(&merged.child, None),
            _ => {}
        }
    }

    fn note_end(&mut self, child: &IncidentId, ended_at: Option<Timestamp>) {
        let known = self.merged.get_mut(child);
        known.into_iter().for_each(|merged| (merged.ended_at, merged.reopens_at) = (ended_at, None));
    }

    /// What ended with it goes on with it, if something fires there.
    pub(super) fn look_at_merged_again(&mut self, record: &EventRecord) {
        let ended = self.resolved_at;
        let ended_with_it = self.merged.values_mut().filter(|merged| merged.ended_at >= ended);
        ended_with_it.for_each(|merged| merged.reopens_at = Some(record.at));
    }

    /// Remembers what the target must hear of: an alert, a page, an end.
    pub(super) fn note_news(&mut self, record: &EventRecord) {
        let counted = self.counted.as_ref().map_or(0, |counted| counted.total);
        let is_news = match &record.event {
            Event::AlertJoined { reason, .. } => !reason.is_quiet(),
            Event::AlertsCounted { counter, .. } => counter.total > counted,
            Event::PageForwarded { .. } | Event::MergedAlert { .. } | Event::Resolved { .. } => true,
            _ => false,
        };
        let Some(into) = self.merged_into.as_mut().filter(|_| is_news) else { return };
        let known = into.news.unwrap_or(News { since: record.at, pages: false, fresh: false });
        let pages = known.pages || matches!(record.event, Event::PageForwarded { .. });
        let comes_again = matches!(record.event, Event::AlertJoined { reason: JoinReason::Again, .. });
        into.news = Some(News { pages, fresh: known.fresh || !comes_again, ..known });
    }

    /// From here on it pages nobody. Who had it is remembered, and until when nobody was to hear of it: split again, it is as it was.
    fn merge_into(&mut self, record: &EventRecord, target: &IncidentId, number: u64) {
        let (id, by, at) = (target.clone(), record.actor.clone(), record.at);
        let hold = self.hold.take().filter(|hold| hold.by.is_rule());
        let snoozed_until = self.lapse.filter(|lapse| lapse.snoozed).map(|lapse| lapse.at);
        self.merged_into = Some(MergedInto { id, number, by, at, news: None, hold, snoozed_until });
        (self.hold, self.lapse, self.remind_at) = (None, None, None);
        self.escalation.next_at = None;
        self.fall_silent();
    }

    fn split(&mut self, record: &EventRecord, lapses_at: Option<Timestamp>, pages: bool) {
        let before = self.merged_into.take();
        if self.is_ended_by_people() {
            self.remind_at = super::fold::reminder_after(record);
        }
        if pages {
            return self.lose_acknowledgement();
        }
        match self.status {
            Status::Acknowledged => {
                self.extend(lapses_at);
                let snoozed_until = before.and_then(|into| into.snoozed_until);
                self.lapse = snoozed_until.map(Lapse::snoozed_until).or(self.lapse);
            }
            _ => self.hold = before.and_then(|into| into.hold),
        }
    }

    fn lose_acknowledgement(&mut self) {
        self.status = Status::Triggered;
        self.acknowledgement = None;
    }
}
