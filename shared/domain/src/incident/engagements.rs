//! Notification rules at work: which contact is notified next while nobody acknowledges.
//!
//! Must not choose whom to page: levels do that. A person's rules are read again at each step, so that a rule added
//! late counts from then on, and an expired one does not fire.

use super::alerts;
use super::command::{Failure, Undelivered};
use super::draft::Draft;
use super::escalate;
use super::event::{EscalationStep, Event, NotifiedContact, PageReason, QueuedDelivery};
use super::next_contact::{due, next};
use super::refusal::Refusal;
use super::state::{Engagement, Status};
use crate::delay::Delay;
use crate::ids::{ContactName, ResponderName};
use crate::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// By how much each person's remaining contacts move up.
type MovedUp = BTreeMap<ResponderName, Delay>;

/// Notifies each contact that is due, once per contact even if several pages are due. Includes a page made just now.
pub(super) fn notify_due(draft: &mut Draft<'_>) {
    let (notified, next_contact_at) = contacts_due(draft, &MovedUp::new());
    if !notified.is_empty() {
        draft.push_as_system(Event::Notified { notified, next_contact_at });
    } else if next_contact_at != draft.incident.next_contact_at {
        draft.push_as_system(Event::Rescheduled { next_contact_at });
    }
}

/// Recalculates when the next contact is due. Notifies what is overdue, but not what a rule added late would have
/// notified in the past.
pub(super) fn reschedule(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let before = draft.incident.version;
    if draft.incident.is_open() && draft.incident.hold.is_some() {
        alerts::recheck_hold(draft, false);
    }
    let known = draft.incident.next_contact_at;
    if known.is_some_and(|at| at <= draft.now()) {
        notify_due(draft);
        return Ok(());
    }
    let (_, next_contact_at) = contacts_due(draft, &MovedUp::new());
    if next_contact_at != known {
        draft.push_as_system(Event::Rescheduled { next_contact_at });
    }
    if draft.incident.version == before { Err(Refusal::AlreadyDone) } else { Ok(()) }
}

/// Records failures. Uses the next contact of each unreachable person at once and moves up the rest. If nobody on the
/// level has a contact left, pages the next level.
pub(super) fn record_failures(draft: &mut Draft<'_>, failures: &[Failure]) -> Result<(), Refusal> {
    let is_new = |failure: &Failure| {
        let mut engagements =
            draft.incident.engagements.iter().filter(|engagement| engagement.responder == failure.responder);
        !engagements.clone().any(|_| true)
            || engagements.any(|engagement| !engagement.failed.contains(&failure.contact))
    };
    let failures = failures.iter().flat_map(|failure| in_name_of_paged(draft, failure));
    let mut new_failures: Vec<Failure> = Vec::new();
    for failure in failures.filter(is_new) {
        // What failed in a summary is reported for each of its messages.
        let same = |it: &Failure| it.responder == failure.responder && it.contact == failure.contact;
        if !new_failures.iter().any(same) {
            new_failures.push(failure);
        }
    }
    if new_failures.is_empty() {
        return Err(Refusal::AlreadyDone);
    }
    let people: BTreeSet<ResponderName> =
        new_failures.iter().map(|failure| failure.responder.clone()).collect();
    for failure in new_failures {
        draft.push(undelivered(failure));
    }
    let moved_up = moved_up(draft, &people);
    if !moved_up.is_empty() {
        let (notified, next_contact_at) = contacts_due(draft, &moved_up);
        draft.push_as_system(Event::Notified { notified, next_contact_at });
    }
    if is_out_of_reach(draft) {
        escalate::page_next(draft, PageReason::Unreachable);
    }
    Ok(())
}

fn undelivered(Failure { responder, contact, why }: Failure) -> Event {
    match why {
        Undelivered::Failed(error) => Event::DeliveryFailed { responder, contact, error },
        Undelivered::Queued(until) => Event::DeliveryQueued(QueuedDelivery { responder, contact, until }),
    }
}

/// A failure in the name of whoever was paged: the fallback contact may have stood in for several.
fn in_name_of_paged(draft: &Draft<'_>, failure: &Failure) -> Vec<Failure> {
    let paged: BTreeSet<&ResponderName> =
        draft.incident.engagements.iter().map(|engagement| &engagement.responder).collect();
    let stood_in_for = paged.iter().filter(|name| draft.rules.reach(name).0 == failure.responder);
    let stood_in_for: Vec<Failure> =
        stood_in_for.map(|name| Failure { responder: (**name).clone(), ..failure.clone() }).collect();
    match stood_in_for.is_empty() || paged.contains(&failure.responder) {
        true => vec![failure.clone()],
        false => stood_in_for,
    }
}

fn moved_up(draft: &Draft<'_>, people: &BTreeSet<ResponderName>) -> MovedUp {
    let next_of = |person: &ResponderName| {
        let engagements =
            draft.incident.engagements.iter().filter(|engagement| engagement.responder == *person);
        let (at, engagement) = engagements
            .filter_map(|engagement| Some((next(engagement, draft.rules)?.0, engagement)))
            .min_by_key(|it| it.0)?;
        let by = at.duration_since(draft.now()).max(SignedDuration::ZERO);
        // In quiet hours the next contact keeps its time instead of moving up.
        let mut moved = engagement.clone();
        moved.since = moved.since.checked_sub(by).ok()?;
        let lands = due(&moved, draft.rules).iter().any(|(at, _)| *at == draft.now());
        lands.then(|| (person.clone(), Delay(by)))
    };
    people.iter().filter_map(next_of).collect()
}

/// Whether nobody on the paged level can be reached any more. The fallback contact waits for its next turn: it has no
/// next level, and paging it again at once would fail again.
fn is_out_of_reach(draft: &Draft<'_>) -> bool {
    let incident = &draft.incident;
    let mut current =
        incident.engagements.iter().filter(|engagement| engagement.seq == incident.escalation.seq).peekable();
    incident.status == Status::Triggered
        && incident.escalation.step != EscalationStep::Fallback
        && current.peek().is_some()
        && current.all(|engagement| is_exhausted(engagement, draft.rules))
}

fn is_exhausted(engagement: &Engagement, rules: &Rules) -> bool {
    due(engagement, rules).iter().all(|(_, contact)| engagement.failed.contains(contact))
}

/// Which contacts are notified now, and when the next contact is due after that.
fn contacts_due(draft: &Draft<'_>, moved_up: &MovedUp) -> (Vec<NotifiedContact>, Option<Timestamp>) {
    let (now, rules) = (draft.now(), draft.rules);
    let mut notified: BTreeMap<ResponderName, BTreeSet<ContactName>> = BTreeMap::new();
    let mut paged: BTreeSet<(ResponderName, ContactName)> = BTreeSet::new();
    let mut next_contact_at: Option<Timestamp> = None;
    for engagement in &draft.incident.engagements {
        let mut engagement = engagement.clone();
        let by = moved_up.get(&engagement.responder).copied().unwrap_or_default();
        engagement.since = engagement.since.saturating_sub(by.0).unwrap_or(engagement.since);
        for (at, contact) in due(&engagement, rules) {
            if at > now {
                next_contact_at = Some(next_contact_at.map_or(at, |earlier| earlier.min(at)));
            } else if draft.is_new(engagement.seq) {
                paged.insert((engagement.responder.clone(), contact));
            } else if (at > engagement.notified_until || (at == now && !by.is_zero()))
                && !engagement.failed.contains(&contact)
            {
                notified.entry(engagement.responder.clone()).or_default().insert(contact);
            }
        }
    }
    let notified = notified.into_iter().map(|(responder, contacts)| {
        let contacts =
            contacts.into_iter().filter(|contact| !paged.contains(&(responder.clone(), contact.clone())));
        let moved_up = moved_up.get(&responder).copied().unwrap_or_default();
        NotifiedContact { contacts: contacts.collect(), responder, moved_up }
    });
    (notified.filter(|notified| !notified.contacts.is_empty()).collect(), next_contact_at)
}
