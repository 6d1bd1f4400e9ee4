//! Escalation: who is paged next, and when.

use super::draft::Draft;
use super::event::{EscalationStep, Event, PageReason, SkipReason};
use super::hold::{Hold, HoldReason};
use super::next_contact::{next_after_page, next_contact_due};
use super::refusal::Refusal;
use super::state::{Escalation, Incident};
use crate::drill;
use crate::escalation::{FALLBACK_EVERY, Unmet};
use crate::ids::ResponderName;
use crate::responder::{BUILT_IN_FALLBACK, Urgency};
use crate::severity::Severity;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Whether the incident is of high urgency now and was not when its level was paged.
pub(super) fn has_become_urgent(draft: &Draft<'_>) -> bool {
    draft.incident.escalation.urgency.is_low() && urgency(draft).now.is_high()
}

/// Whether a higher severity changes whom a triggered incident must reach: its urgency rises, at once or when support
/// hours begin, or a level applies that was skipped for its severity.
pub(super) fn changes_whom_to_page(draft: &Draft<'_>, from: Severity) -> bool {
    let escalation = draft.incident.escalation;
    let will_become_urgent = escalation.urgency.is_low()
        && escalation.next_at.is_none()
        && urgency(draft).becomes_high_at.is_some();
    // SEV1 is the smallest: `<=` means at least as severe.
    let applies_now = |minimum: Severity| from > minimum && draft.incident.severity <= minimum;
    let levels = draft.incident.policy.policy.levels.iter();
    let mut minimum_severities = levels.filter_map(|level| level.condition.as_ref()?.severity);
    has_become_urgent(draft) || will_become_urgent || minimum_severities.any(applies_now)
}

/// The urgency of an incident, and when it rises by itself.
struct CurrentUrgency {
    now: Urgency,
    becomes_high_at: Option<Timestamp>,
}

fn urgency(draft: &Draft<'_>) -> CurrentUrgency {
    if draft.incident.warning {
        return CurrentUrgency { now: Urgency::Low, becomes_high_at: None };
    }
    let Incident { service, severity, .. } = &draft.incident;
    let (now, becomes_high_at) = draft.rules.urgency(service, *severity, draft.now());
    CurrentUrgency { now, becomes_high_at }
}

/// Escalates because a person asked. Ends the current acknowledgement.
pub(super) fn by_hand(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if let Some(Hold { by: by @ HoldReason::Maintenance { .. }, until }) = &draft.incident.hold {
        return Err(Refusal::InMaintenance { by: by.clone(), until: *until });
    }
    page_next(draft, PageReason::Escalated);
    Ok(())
}

/// Whoever asks was paged and cannot take it. Refused once somebody has it. The next level is paged only if it was their level's
/// turn: who was asked besides, or whose level is over, just hears no more.
pub(super) fn declined(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let taken =
        draft.incident.acknowledgement.as_ref().filter(|acknowledgement| acknowledgement.by.is_person());
    if let Some(acknowledgement) = taken {
        return Err(Refusal::AlreadyAcknowledged(acknowledgement.clone()));
    }
    let (own, others): (Vec<_>, Vec<_>) =
        draft.incident.engagements.iter().cloned().partition(|engagement| engagement.is_of(draft.by()));
    if own.is_empty() {
        return Err(Refusal::NothingPending);
    }
    let is_their_turn = own.iter().any(|engagement| engagement.seq == draft.incident.escalation.seq);
    let next_contact_at = next_contact_due(&others, draft.rules);
    draft.push(Event::Declined { next_contact_at });
    if is_their_turn {
        page_next(draft, PageReason::Declined);
    }
    Ok(())
}

/// Pages these people at the current level, in place of the people it names.
pub(super) fn page_instead(draft: &mut Draft<'_>, people: BTreeSet<ResponderName>) {
    let Escalation { cycle, step, .. } = draft.incident.escalation;
    page(draft, Position { cycle, step }, people, PageReason::Reassigned);
}

/// A position in the escalation: the cycle through the policy and the step in it.
#[derive(Clone, Copy)]
struct Position {
    cycle: u32,
    step: EscalationStep,
}

/// Pages the next step that has people. Skips empty levels at once and records them on the timeline (D6).
///
/// What was merged pages nobody itself: its target does. What is on the status page only pages nobody unless a person asks.
pub(super) fn page_next(draft: &mut Draft<'_>, reason: PageReason) {
    if let Some(into) = &draft.incident.merged_into {
        let target_number = into.number;
        return draft.push_as_system(Event::PageForwarded { target_number, reason });
    }
    let is_asked_for =
        matches!(reason, PageReason::Escalated | PageReason::Declined | PageReason::PolicyChanged);
    if draft.incident.public_only && !is_asked_for {
        return;
    }
    let mut position = next_position(draft, reason);
    let mut skipped = 0;
    while let EscalationStep::Level(level) = position.step {
        let reason_to_skip = match people_on(draft, level) {
            Ok(people) => return page(draft, position, people, reason),
            Err(reason) => reason,
        };
        draft.push_as_system(Event::LevelSkipped { cycle: position.cycle, level, reason: reason_to_skip });
        skipped += 1;
        let all_empty = skipped >= draft.incident.policy.policy.levels.len();
        position = if all_empty { fallback(position) } else { after(draft, position) };
    }
    let mut people = fallback_people(draft);
    // A page goes to somebody, and always to the addresses of the template.
    let declined = &draft.incident.declined;
    people.retain(|name| name.as_str() == BUILT_IN_FALLBACK || !declined.contains(name));
    page(draft, position, people, reason);
}

/// Tells whoever is on call of a report, over contacts that do not ring. Whoever has none hears of it when it pages.
pub(super) fn inform(draft: &mut Draft<'_>) {
    let levels = 0..draft.incident.policy.policy.levels.len();
    let mut people = levels.filter_map(|level| people_on(draft, level).ok());
    let people = people.next().unwrap_or_else(|| fallback_people(draft));
    let is_reached = |name: &ResponderName| draft.rules.reach(name).1.quietest().is_some();
    let responders: Vec<ResponderName> = people.into_iter().filter(is_reached).collect();
    if !responders.is_empty() {
        draft.push_as_system(Event::Informed { responders });
    }
}

fn next_position(draft: &Draft<'_>, reason: PageReason) -> Position {
    let Escalation { cycle, step, .. } = draft.incident.escalation;
    let levels = draft.incident.policy.policy.levels.len();
    let first = if levels == 0 { EscalationStep::Fallback } else { EscalationStep::Level(0) };
    let next = after(draft, Position { cycle, step });
    // A held incident is at its first level, and nobody has been paged yet.
    if draft.incident.escalation.nobody_was_paged() {
        return Position { cycle, step: first };
    }
    match reason {
        PageReason::Opened | PageReason::HoldEnded => Position { cycle: 1, step: first },
        PageReason::NotAcknowledged
        | PageReason::Unreachable
        | PageReason::Reassigned
        | PageReason::Declined => next,
        // A person who escalates past the last level gets the first one again, which is better than waiting.
        PageReason::Escalated if next.step != EscalationStep::Fallback => next,
        PageReason::Escalated
        | PageReason::AckLapsed
        | PageReason::SeverityRaised
        | PageReason::PolicyChanged
        | PageReason::SnoozeEnded
        | PageReason::SupportHours
        | PageReason::CauseCleared
        | PageReason::OtherSource
        | PageReason::MergedAlert
        | PageReason::Merged
        | PageReason::Split => Position { cycle: cycle + 1, step: first },
    }
}

/// The position after another: the next level, then the policy's repeats, then the fallback contact without end.
fn after(draft: &Draft<'_>, position: Position) -> Position {
    let policy = &draft.incident.policy.policy;
    let passes = position.cycle.saturating_sub(draft.incident.escalation.first_cycle);
    match position.step {
        EscalationStep::Level(level) if level + 1 < policy.levels.len() => {
            Position { step: EscalationStep::Level(level + 1), ..position }
        }
        EscalationStep::Level(_) if passes < policy.repeat => {
            Position { cycle: position.cycle + 1, step: EscalationStep::Level(0) }
        }
        EscalationStep::Level(_) => fallback(position),
        EscalationStep::Fallback => Position { cycle: position.cycle + 1, ..position },
    }
}

fn fallback(position: Position) -> Position {
    Position { step: EscalationStep::Fallback, ..position }
}

/// The people a level pages now, or why it pages nobody. Whoever declined is not paged again before somebody had it.
fn people_on(draft: &Draft<'_>, level: usize) -> Result<BTreeSet<ResponderName>, SkipReason> {
    let Some(level) = draft.incident.policy.policy.levels.get(level) else {
        return Err(SkipReason::NobodyToPage);
    };
    let condition = level.condition.as_ref();
    match condition.and_then(|condition| condition.unmet(draft.incident.severity, draft.now())) {
        Some(Unmet::Severity) => return Err(SkipReason::Severity),
        Some(Unmet::Hours) => return Err(SkipReason::Hours),
        None => {}
    }
    let people = level.page.iter().flat_map(|target| draft.rules.people(target, draft.now()));
    let people: BTreeSet<ResponderName> = people.collect();
    let willing: BTreeSet<ResponderName> = people.difference(&draft.incident.declined).cloned().collect();
    match willing.is_empty() {
        true if people.is_empty() => Err(SkipReason::NobodyToPage),
        true => Err(SkipReason::Declined),
        false if level.round_robin => Ok(one_in_turn(&willing, draft.incident.turn).into_iter().collect()),
        false => Ok(willing),
    }
}

/// The person whose turn it is, in the order of names.
fn one_in_turn(people: &BTreeSet<ResponderName>, turn: u64) -> Option<ResponderName> {
    let index = turn.checked_rem(people.len() as u64).and_then(|index| usize::try_from(index).ok());
    people.iter().nth(index.unwrap_or_default()).cloned()
}

/// The fallback contact as it was when the incident opened, or as it is now if that person was removed. Always includes
/// the contact given to the template, because nobody else is left. A drill pages only the built-in responder of drills.
fn fallback_people(draft: &Draft<'_>) -> BTreeSet<ResponderName> {
    let then = draft.incident.policy.fallback.clone();
    if drill::is_drill(&draft.incident.service) {
        return BTreeSet::from([then]);
    }
    let known = draft.rules.responder(&then).is_some();
    BTreeSet::from([if known { then } else { draft.rules.fallback_responder() }, BUILT_IN_FALLBACK.into()])
}

fn page(draft: &mut Draft<'_>, position: Position, people: BTreeSet<ResponderName>, reason: PageReason) {
    let level = match position.step {
        EscalationStep::Level(level) => draft.incident.policy.policy.levels.get(level),
        EscalationStep::Fallback => None,
    };
    let all_must_acknowledge = level.is_some_and(|level| level.all_must_acknowledge);
    let wait = level.map_or(FALLBACK_EVERY, |level| level.delay.0);
    let CurrentUrgency { now: urgency, becomes_high_at } = urgency(draft);
    // A low-urgency incident has no next level: it pages when its urgency becomes high.
    let next_at = if urgency.is_low() { becomes_high_at } else { draft.now().checked_add(wait).ok() };
    let of_new_pages =
        people.iter().filter_map(|name| next_after_page(draft.rules, name, urgency, draft.now()));
    let of_current_pages = match reason {
        PageReason::Reassigned | PageReason::PolicyChanged => None,
        _ => next_contact_due(&draft.incident.engagements, draft.rules),
    };
    let next_contact_at = of_new_pages.chain(of_current_pages).min();
    let (cycle, step, responders) = (position.cycle, position.step, people.into_iter().collect());
    let paged = Event::Paged {
        cycle,
        step,
        responders,
        reason,
        next_at,
        urgency,
        all_must_acknowledge,
        next_contact_at,
    };
    // Whoever asked for it stands on the record; the rest is the policy's.
    match reason {
        PageReason::Escalated | PageReason::Reassigned | PageReason::Declined => draft.push(paged),
        _ => draft.push_as_system(paged),
    }
}
