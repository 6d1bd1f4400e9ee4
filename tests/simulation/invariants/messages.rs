//! What must hold of each message to a person.

use super::super::facts::{Facts, Taken};
use super::super::forms::{Visit, WORDS};
use super::super::ports::Twins;
use callout_domain::incident::{Actor, Event, EventRecord, PageReason, Status};
use callout_domain::notification::{Attempt, Subject};
use callout_domain::settings::Rules;
use callout_ports::{CLAIM_LEASE, Delivery, LiveStore as _};
use futures::FutureExt as _;
use jiff::Timestamp;

/// 3: a carrier took a message, or refused it for good.
pub(crate) fn at_send(facts: &mut Facts, invocation: u64, delivery: &Delivery, ok: bool, now: i64) {
    let Delivery { responder, contact, words, .. } = delivery;
    facts.tell(now, || {
        let verb = if ok { "hears" } else { "cannot be reached" };
        format!("{responder} {verb} over {contact}: {}", words.subject)
    });
    facts.took(invocation, delivery, ok, now);
    if !ok {
        return;
    }
    let what = facts.sends(invocation).to_owned();
    let key = (what, format!("{responder}.{contact}"));
    let before = facts.taken.get(&key).cloned().unwrap_or_default();
    let lease = i64::try_from(CLAIM_LEASE.as_millis()).unwrap();
    let is_single = facts.about(invocation).is_some();
    for earlier in before.iter().filter(|earlier| is_single || earlier.subject == words.subject) {
        let still_at_it = facts.running.contains(&earlier.invocation) && now - earlier.at < lease;
        if earlier.recorded || still_at_it || !facts.faulted.contains(&earlier.invocation) {
            facts.breaks(
                3,
                now,
                format!("{responder} gets the same message twice over {contact}: {}", words.subject),
            );
            break;
        }
    }
    if !before.is_empty() {
        facts.doubled_after_faults += 1;
    }
    facts.taken.entry(key).or_default().push(Taken {
        invocation,
        at: now,
        recorded: false,
        subject: words.subject.clone(),
    });
}

/// 4: whoever is about to be paged has not been spared by an acknowledgement that notify could have seen.
pub(crate) fn at_claim(facts: &mut Facts, invocation: u64, attempt: &Attempt) {
    let Subject::Incident { incident, kind } = &attempt.about else { return };
    let Some((about, _)) = facts.about(invocation) else { return };
    if !kind.is_page() || about != incident {
        return;
    }
    let Some(seen) = facts.seen_by(invocation, incident) else { return };
    let by_person = seen.acknowledgement.as_ref().is_none_or(|it| it.by.is_person());
    let is_spared = seen.status != Status::Triggered && by_person || seen.is_merged();
    if is_spared && seen.engagements.is_empty() {
        let (number, who, at) = (seen.number, attempt.responder.clone(), attempt.at.as_millisecond());
        facts.breaks(4, at, format!("#{number} is {}, and {who} is paged", seen.status.as_str()));
    }
}

/// 13: the settings of now, or of the edit before, know the receiver by this address.
pub(crate) fn at_address(facts: &mut Facts, delivery: &Delivery, rules: &Rules, now: i64) {
    let Delivery { responder, contact, address, .. } = delivery;
    let Some(known) = rules.address(responder, contact) else { return };
    if address.as_ref().is_none_or(|address| address.as_str() != known) {
        let words = format!("{responder} is to hear over {contact}, and their address is not used");
        facts.breaks(13, now, words);
    }
}

/// 12, 14: the answer to a form says that it is done.
pub(crate) fn at_answer(twins: &Twins, visit: &Visit, by: &Actor, began: Timestamp) {
    let now = twins.now();
    let facts = &mut twins.inner().facts;
    let Visit { incident: id, who, form, seen } = visit;
    let events = facts.tracks.get(id).map(|track| track.events.clone()).unwrap_or_default();
    facts.tell(now, || format!("{who} sends {form:?} for {id} as of event {seen}, and sees that it worked"));
    // The big button of a link shows no version; whoever has it already is told so.
    let is_since = |record: &&EventRecord| record.seq > *seen || record.at >= began;
    let done: Vec<&EventRecord> =
        events.iter().filter(|record| form.is_done_by(record, by)).filter(is_since).collect();
    if done.is_empty() && !is_done_by_target(facts, visit, by, began) {
        facts.breaks(
            12,
            now,
            format!("{who} was told that {form:?} of {id} is done, and nobody recorded it"),
        );
    }
    let own = done.iter().find(|record| record.actor == *by && record.at >= began);
    let Some(own) = own.filter(|_| form.moves_on()) else { return };
    let overtakes = |record: &&EventRecord| {
        // What somebody else asked for too, and ended since, is not undone by asking for it again.
        let same = form.is_done_by(record, by);
        let since = record.seq > *seen && record.seq < own.seq && !same;
        since && record.actor.is_person() && record.actor != *by && is_taken_on(&record.event)
    };
    if let Some(other) = events.iter().find(overtakes) {
        let words = format!("{who} undoes with {form:?} what {} did since event {seen}", other.actor.name);
        facts.breaks(14, now, format!("{id}: {words}"));
    }
}

/// Whether what a merged incident's link asked for was done to the one that pages for it.
fn is_done_by_target(facts: &Facts, visit: &Visit, by: &Actor, began: Timestamp) -> bool {
    let mut id = visit.incident.clone();
    loop {
        let events = facts.tracks.get(&id).map(|track| track.events.as_slice()).unwrap_or_default();
        let into = events.iter().rev().find_map(|record| match &record.event {
            Event::MergedInto { target, .. } => Some(target.clone()),
            _ => None,
        });
        let Some(target) = into else { return false };
        let events = facts.tracks.get(&target).map(|track| track.events.as_slice()).unwrap_or_default();
        if events.iter().any(|record| record.at >= began && visit.form.is_done_by(record, by)) {
            return true;
        }
        id = target;
    }
}

/// 12: the answer to a form says that an incident's alarms are silenced.
pub(crate) fn at_silence(twins: &Twins, Visit { incident, who, .. }: &Visit) {
    let now = twins.now();
    let live = twins.fakes.live().now_or_never().unwrap().unwrap();
    let number = twins.fakes.incidents().into_iter().find(|it| it.id == *incident).map(|it| it.number);
    let mut made = live.live.entries().map(|(_, entry)| entry).filter(|entry| entry.made.incident == number);
    let done = made.any(|entry| entry.reason == WORDS && entry.until.as_millisecond() > now);
    let facts = &mut twins.inner().facts;
    facts.tell(now, || format!("{who} silences the alarms of {incident}, and sees that it worked"));
    if !done {
        facts.breaks(
            12,
            now,
            format!("{who} was told that the alarms of {incident} are silenced, and they are not"),
        );
    }
}

/// 12: the link of a page is refused to nobody who was paged.
pub(crate) fn at_refusal(twins: &Twins, Visit { incident: id, who, .. }: &Visit) {
    let was_paged = twins.fakes.incidents().iter().any(|it| it.id == *id && it.paged.contains(who));
    if was_paged {
        let now = twins.now();
        twins.inner().facts.breaks(12, now, format!("{who} was paged for {id}, and the link is refused"));
    }
}

/// Whether somebody has it from then on, or it is over.
fn is_taken_on(event: &Event) -> bool {
    match event {
        Event::Acknowledged { .. } | Event::Snoozed { .. } | Event::Resolved { .. } => true,
        Event::Paged { reason, .. } => *reason == PageReason::Reassigned,
        _ => false,
    }
}
