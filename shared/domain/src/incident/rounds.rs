//! Contact after contact: who is told next over what, while nobody answers.
//!
//! Must not choose whom to page: levels do. A person's rules are read anew at each step, so that one added late counts
//! from then on, and one whose time is over does not fire.

use super::alerts;
use super::command::{Failure, Refusal};
use super::draft::Draft;
use super::escalate;
use super::event::{Event, PageReason, Rung, Told};
use super::state::{Round, Status};
use crate::delay::Delay;
use crate::ids::{ContactName, ResponderName};
use crate::responder::Urgency;
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// By how much the contacts of a person move up.
type MovedUp = BTreeMap<ResponderName, Delay>;

/// When the next contact of anybody is due.
pub(super) fn next_telling(rounds: &[Round], rules: &Rules) -> Option<Timestamp> {
    rounds.iter().filter_map(|round| next(round, rules)).map(|(at, _)| at).min()
}

/// When the second contact of somebody paged now is due.
pub(super) fn next_after_page(
    rules: &Rules,
    responder: &ResponderName,
    urgency: Urgency,
    now: Timestamp,
) -> Option<Timestamp> {
    let due = rules.reach(responder).1.due(urgency, now);
    due.into_iter().map(|(at, _)| at).find(|at| *at > now)
}

/// Tells whoever is due, each contact once however many pages it is due for; a page of this very moment counts.
pub(super) fn tell_due(draft: &mut Draft<'_>) {
    let (told, tell_at) = telling(draft, &MovedUp::new());
    if !told.is_empty() {
        draft.follow(Event::Notified { told, tell_at });
    } else if tell_at != draft.incident.tell_at {
        draft.follow(Event::Rescheduled { tell_at });
    }
}

/// Reckons anew when the next contact of anybody is due. What is overdue is told; what a rule added late would have told
/// before now is not.
pub(super) fn reschedule(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    if draft.incident.is_open() && draft.incident.hold.is_some() {
        let before = draft.incident.version;
        alerts::reconsider(draft, false);
        return if draft.incident.version == before { Err(Refusal::AlreadyDone) } else { Ok(()) };
    }
    let known = draft.incident.tell_at;
    if known.is_some_and(|at| at <= draft.now()) {
        tell_due(draft);
        return Ok(());
    }
    let (_, tell_at) = telling(draft, &MovedUp::new());
    if tell_at == known {
        return Err(Refusal::AlreadyDone);
    }
    draft.follow(Event::Rescheduled { tell_at });
    Ok(())
}

/// Records failures. The next contact of whoever could not be reached is used at once, and the rest move up; where
/// nobody of a level is left to try, the next level is paged.
pub(super) fn record_failures(draft: &mut Draft<'_>, failures: &[Failure]) -> Result<(), Refusal> {
    let is_news = |failure: &&Failure| {
        let mut rounds = draft.incident.rounds.iter().filter(|round| round.responder == failure.responder);
        !rounds.clone().any(|_| true) || rounds.any(|round| !round.failed.contains(&failure.contact))
    };
    let news: Vec<Failure> = failures.iter().filter(is_news).cloned().collect();
    if news.is_empty() {
        return Err(Refusal::AlreadyDone);
    }
    let people: BTreeSet<ResponderName> = news.iter().map(|failure| failure.responder.clone()).collect();
    for Failure { responder, contact, error } in news {
        draft.push(Event::DeliveryFailed { responder, contact, error });
    }
    let moved_up = moved_up(draft, &people);
    if !moved_up.is_empty() {
        let (told, tell_at) = telling(draft, &moved_up);
        draft.follow(Event::Notified { told, tell_at });
    }
    if is_out_of_reach(draft) {
        escalate::page_next(draft, PageReason::Unreachable);
    }
    Ok(())
}

fn moved_up(draft: &Draft<'_>, people: &BTreeSet<ResponderName>) -> MovedUp {
    let next_of = |person: &ResponderName| {
        let rounds = draft.incident.rounds.iter().filter(|round| round.responder == *person);
        let (at, round) =
            rounds.filter_map(|round| Some((next(round, draft.rules)?.0, round))).min_by_key(|it| it.0)?;
        let by = at.duration_since(draft.now()).max(SignedDuration::ZERO);
        // In quiet hours the next contact does not come any sooner: it keeps its time.
        let mut moved = round.clone();
        moved.since = moved.since.checked_sub(by).ok()?;
        let lands = due(&moved, draft.rules).iter().any(|(at, _)| *at == draft.now());
        lands.then(|| (person.clone(), Delay(by)))
    };
    people.iter().filter_map(next_of).collect()
}

/// Whether nobody of the level that was called out can be reached any more. The last resort waits for its next turn:
/// it has no next level, and paging it again at once would fail again.
fn is_out_of_reach(draft: &Draft<'_>) -> bool {
    let incident = &draft.incident;
    let mut current = incident.rounds.iter().filter(|round| round.seq == incident.escalation.seq).peekable();
    incident.status == Status::Triggered
        && incident.escalation.rung != Rung::LastResort
        && current.peek().is_some()
        && current.all(|round| is_exhausted(round, draft.rules))
}

fn is_exhausted(round: &Round, rules: &Rules) -> bool {
    due(round, rules).iter().all(|(_, contact)| round.failed.contains(contact))
}

/// Who is told now over what, and when the next contact of anybody is due after that.
fn telling(draft: &Draft<'_>, moved_up: &MovedUp) -> (Vec<Told>, Option<Timestamp>) {
    let (now, rules) = (draft.now(), draft.rules);
    let mut told: BTreeMap<ResponderName, BTreeSet<ContactName>> = BTreeMap::new();
    let mut paged: BTreeSet<(ResponderName, ContactName)> = BTreeSet::new();
    let mut tell_at: Option<Timestamp> = None;
    for round in &draft.incident.rounds {
        let mut round = round.clone();
        let by = moved_up.get(&round.responder).copied().unwrap_or_default();
        round.since = round.since.saturating_sub(by.0).unwrap_or(round.since);
        for (at, contact) in due(&round, rules) {
            if at > now {
                tell_at = Some(tell_at.map_or(at, |earlier| earlier.min(at)));
            } else if draft.is_new(round.seq) {
                paged.insert((round.responder.clone(), contact));
            } else if (at > round.told_until || (at == now && !by.is_zero()))
                && !round.failed.contains(&contact)
            {
                told.entry(round.responder.clone()).or_default().insert(contact);
            }
        }
    }
    let told = told.into_iter().map(|(responder, contacts)| {
        let contacts =
            contacts.into_iter().filter(|contact| !paged.contains(&(responder.clone(), contact.clone())));
        let moved_up = moved_up.get(&responder).copied().unwrap_or_default();
        Told { contacts: contacts.collect(), responder, moved_up }
    });
    (told.filter(|told| !told.contacts.is_empty()).collect(), tell_at)
}

/// The next contact of a person, and when it is due.
fn next(round: &Round, rules: &Rules) -> Option<(Timestamp, ContactName)> {
    let mut due = due(round, rules).into_iter();
    due.find(|(at, contact)| *at > round.told_until && !round.failed.contains(contact))
}

fn due(round: &Round, rules: &Rules) -> Vec<(Timestamp, ContactName)> {
    rules.reach(&round.responder).1.due(round.urgency, round.since)
}
