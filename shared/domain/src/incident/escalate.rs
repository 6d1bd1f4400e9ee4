//! Up the ladder: who is called out next, and when.

use super::command::Refusal;
use super::draft::Draft;
use super::event::{Event, PageReason, Rung, SkipReason};
use super::state::Status;
use crate::escalation::LAST_RESORT_EVERY;
use crate::ids::ResponderName;
use crate::responder::BUILT_IN_FALLBACK;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Does whatever is due now.
pub(super) fn tick(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let due = draft.incident.wake_at().ok_or(Refusal::NothingPending)?;
    if draft.now() < due {
        return Err(Refusal::NotDue(due));
    }
    match draft.incident.status {
        Status::Triggered => page_next(draft, PageReason::NotAcknowledged),
        Status::Acknowledged => check_acknowledgement(draft),
        Status::Resolved => remind_of_review(draft),
    }
    Ok(())
}

/// Pages the next level because a person asked; whoever had the incident no longer has it.
pub(super) fn by_hand(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if let (Status::Resolved, Some(at)) = (draft.incident.status, draft.incident.resolved_at) {
        return Err(Refusal::AlreadyResolved(at));
    }
    page_next(draft, PageReason::Escalated);
    Ok(())
}

/// Pages the next level because nobody of this one could be reached. The last resort waits for its next turn: it
/// has no next level, and paging it again at once would fail again.
pub(super) fn pass_over(draft: &mut Draft<'_>, cycle: u32, rung: Rung) -> Result<(), Refusal> {
    let here = draft.incident.escalation;
    let still_there = draft.incident.status == Status::Triggered && here.cycle == cycle && here.rung == rung;
    if !still_there || rung == Rung::LastResort {
        return Err(Refusal::AlreadyDone);
    }
    page_next(draft, PageReason::Unreachable);
    Ok(())
}

/// A place on the ladder: the pass through the policy and the rung in it.
#[derive(Clone, Copy)]
struct Place {
    cycle: u32,
    rung: Rung,
}

/// Pages the next rung with anybody on it. Empty levels are skipped at once and named on the timeline (D6).
pub(super) fn page_next(draft: &mut Draft<'_>, reason: PageReason) {
    let mut place = next_place(draft, reason);
    let mut skipped = 0;
    while let Rung::Level(level) = place.rung {
        let people = people_on(draft, level);
        if !people.is_empty() {
            return page(draft, place, people, reason);
        }
        draft.follow(Event::LevelSkipped { cycle: place.cycle, level, reason: SkipReason::NobodyToPage });
        skipped += 1;
        let all_empty = skipped >= draft.incident.policy.policy.levels.len();
        place = if all_empty { last_resort(place) } else { after(draft, place) };
    }
    let people = last_resort_people(draft);
    page(draft, place, people, reason);
}

fn next_place(draft: &Draft<'_>, reason: PageReason) -> Place {
    let escalation = draft.incident.escalation;
    let levels = draft.incident.policy.policy.levels.len();
    let first = if levels == 0 { Rung::LastResort } else { Rung::Level(0) };
    match reason {
        PageReason::Opened => Place { cycle: 1, rung: first },
        PageReason::AckLapsed | PageReason::SeverityRaised => {
            Place { cycle: escalation.cycle + 1, rung: first }
        }
        PageReason::NotAcknowledged | PageReason::Escalated | PageReason::Unreachable => {
            after(draft, Place { cycle: escalation.cycle, rung: escalation.rung })
        }
    }
}

/// The place after another: the next level, the policy again while it repeats, then the last resort for ever.
fn after(draft: &Draft<'_>, place: Place) -> Place {
    let policy = &draft.incident.policy.policy;
    let passes = place.cycle.saturating_sub(draft.incident.escalation.first_cycle);
    match place.rung {
        Rung::Level(level) if level + 1 < policy.levels.len() => {
            Place { rung: Rung::Level(level + 1), ..place }
        }
        Rung::Level(_) if passes < policy.repeat => Place { cycle: place.cycle + 1, rung: Rung::Level(0) },
        Rung::Level(_) => last_resort(place),
        Rung::LastResort => Place { cycle: place.cycle + 1, ..place },
    }
}

fn last_resort(place: Place) -> Place {
    Place { rung: Rung::LastResort, ..place }
}

fn people_on(draft: &Draft<'_>, level: usize) -> BTreeSet<ResponderName> {
    let targets = draft.incident.policy.policy.levels.get(level).map(|level| level.page.as_slice());
    targets.unwrap_or_default().iter().flat_map(|target| draft.rules.people(target, draft.now())).collect()
}

/// The last resort as it stood when the incident opened, or as it stands now if that person is gone, and always the
/// contact given to the template: nobody else is left.
fn last_resort_people(draft: &Draft<'_>) -> BTreeSet<ResponderName> {
    let then = draft.incident.policy.last_resort.clone();
    let known = draft.rules.responder(&then).is_some();
    BTreeSet::from([if known { then } else { draft.rules.last_resort() }, BUILT_IN_FALLBACK.into()])
}

fn page(draft: &mut Draft<'_>, place: Place, people: BTreeSet<ResponderName>, reason: PageReason) {
    let wait = match place.rung {
        Rung::Level(level) => draft.incident.policy.policy.levels.get(level).map(|level| level.delay.0),
        Rung::LastResort => Some(LAST_RESORT_EVERY),
    };
    let next_at: Option<Timestamp> = wait.and_then(|wait| draft.now().checked_add(wait).ok());
    let responders = people.into_iter().collect();
    draft.follow(Event::Paged { cycle: place.cycle, rung: place.rung, responders, reason, next_at });
}

/// Reminds the acknowledger, or gives the incident back to the ladder (D10).
fn check_acknowledgement(draft: &mut Draft<'_>) {
    let Some(lapse) = draft.incident.lapse else { return };
    if !lapse.reminded && draft.now() < lapse.at {
        let responder = draft.incident.acknowledger();
        return draft.follow(Event::AckReminded { responder, lapses_at: lapse.at });
    }
    let Some(held) = draft.incident.acknowledgement.clone() else { return };
    draft.follow(Event::AckLapsed { by: held.by });
    page_next(draft, PageReason::AckLapsed);
}

fn remind_of_review(draft: &mut Draft<'_>) {
    let Some(review) = draft.incident.review.clone() else { return };
    let owner = review.owner.or_else(|| draft.incident.owner());
    draft.follow(Event::PostmortemReminded { owner, due_at: review.due_at, reminder: review.reminded });
}
