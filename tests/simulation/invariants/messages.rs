//! What must hold of each message to a person.

use super::super::facts::{Facts, Taken};
use super::super::ports::Twins;
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Event, EventRecord, Status};
use callout_domain::notification::{Attempt, Subject};
use callout_ports::{CLAIM_LEASE, Delivery};
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
    let what = facts.body(invocation).to_owned();
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
    if seen.status != Status::Triggered && by_person && seen.engagements.is_empty() {
        let (number, who, at) = (seen.number, attempt.responder.clone(), attempt.at.as_millisecond());
        facts.breaks(4, at, format!("#{number} is {}, and {who} is paged", seen.status.as_str()));
    }
}

/// 12: the page of a link says that its reader has it.
pub(crate) fn at_acknowledgement(twins: &Twins, id: &IncidentId, who: &ResponderName, began: Timestamp) {
    let now = twins.now();
    let facts = &mut twins.inner().facts;
    let track = facts.tracks.get(id).cloned().unwrap_or_default();
    let is_theirs = |record: &EventRecord| {
        let theirs = record.actor.name == who.as_str() && record.at >= began;
        theirs && matches!(record.event, Event::Acknowledged { .. })
    };
    facts.tell(now, || format!("{who} presses the button for {id}, and sees that it worked"));
    if !track.events.iter().any(is_theirs) {
        facts.breaks(12, now, format!("{who} was shown an acknowledgement of {id} that nobody recorded"));
    }
}
