//! When whoever has an incident is reminded that customers wait for an update.

use super::actor::Actor;
use super::draft::Draft;
use super::event::Event;
use super::public::Phase;
use super::state::Incident;
use super::status_update::UpdateReminder;
use crate::drill;
use crate::ids::ResponderName;
use jiff::{SignedDuration, Timestamp};

/// How long a draft waits before its first reminder: it takes one tap.
const DRAFT_WAITS: SignedDuration = SignedDuration::from_mins(10);
/// How often somebody is reminded of what has no time in the settings.
const UNHURRIED: SignedDuration = SignedDuration::from_hours(4);
/// How long after its end somebody is reminded that customers still read that it goes on.
const GIVES_UP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// When customers wait for the next update after one that is published now.
pub(super) fn after_update(draft: &Draft<'_>, phase: Phase) -> Option<Timestamp> {
    let length = clock(draft).filter(|_| !phase.is_over())?;
    draft.now().checked_add(length).ok()
}

/// When somebody is reminded of a draft that is written now.
pub(super) fn after_draft(draft: &Draft<'_>) -> Option<Timestamp> {
    draft.now().checked_add(DRAFT_WAITS).ok()
}

/// When somebody is reminded after a draft was dropped: customers may still wait.
pub(super) fn after_discard(draft: &Draft<'_>) -> Option<Timestamp> {
    if draft.incident.customers_wait() { after_reminder(draft) } else { None }
}

/// When somebody is reminded after the end that customers read was withdrawn, however long ago that end was.
pub(super) fn again(draft: &Draft<'_>) -> Option<Timestamp> {
    draft.now().checked_add(clock(draft).unwrap_or(UNHURRIED)).ok()
}

/// Reminds whoever has it.
pub(super) fn remind(draft: &mut Draft<'_>) {
    let from = draft.incident.customers_hear_from();
    let responder = Some(from.unwrap_or_else(|| draft.rules.fallback_responder()));
    let remind_at = after_reminder(draft);
    draft.push_as_system(Event::UpdateReminded(UpdateReminder { responder, remind_at }));
}

/// While it is open at each time of the clock; after its end ever more seldom, at most for a week.
fn after_reminder(draft: &Draft<'_>) -> Option<Timestamp> {
    let length = clock(draft).unwrap_or(UNHURRIED);
    let ended = draft.incident.resolved_at.filter(|_| !draft.incident.is_open());
    let wait = match ended.map(|at| draft.now().duration_since(at)) {
        None => length,
        Some(over) if over > GIVES_UP => return None,
        Some(over) => length.max(over),
    };
    draft.now().checked_add(wait).ok()
}

/// How long customers wait for an update of an incident of this severity.
fn clock(draft: &Draft<'_>) -> Option<SignedDuration> {
    let page = draft.rules.settings().status_page.as_ref()?;
    page.clock.after.get(&draft.incident.severity).filter(|delay| !delay.is_zero()).map(|delay| delay.0)
}

impl Incident {
    /// Whether customers read that it goes on.
    pub fn customers_wait(&self) -> bool {
        self.told_last().is_some_and(|update| !update.phase.is_over())
    }

    /// Whether whoever has it owes customers a word: a draft waits, or an update is due by the clock.
    pub fn owes_an_update(&self) -> bool {
        self.drafted.is_some() || self.customers_wait()
    }

    /// When whoever has it is reminded that customers wait. Not while it is snoozed, nor while pages ask for somebody.
    pub(super) fn update_reminder(&self) -> Option<Timestamp> {
        let is_snoozed = self.lapse.is_some_and(|lapse| lapse.snoozed);
        let is_paging = self.escalation.next_at.is_some();
        let may = self.owes_an_update() && !drill::is_drill(&self.service);
        self.update_due_at.filter(|_| may && !is_snoozed && !is_paging)
    }

    /// Who tells customers: whoever has it, and after its end whoever ended it.
    fn customers_hear_from(&self) -> Option<ResponderName> {
        let ended_by = self.resolved_by.as_ref().filter(|_| !self.is_open()).and_then(Actor::in_the_name_of);
        // Whoever merged it works on what it is part of.
        let merged_by = || self.merged_into.as_ref().and_then(|into| into.by.in_the_name_of());
        ended_by.or_else(merged_by).or_else(|| self.owner())
    }
}
