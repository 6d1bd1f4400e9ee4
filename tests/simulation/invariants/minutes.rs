//! What must hold each minute: nothing is late.

use super::super::facts::{DuePage, Facts, Forwarded, Track, Waiting};
use super::super::ports::Twins;
use super::super::queues::VISIBILITY;
use super::merges::check_forwarded;
use callout_domain::escalation::FALLBACK_EVERY;
use callout_domain::ids::{ContactName, IncidentId, ResponderName};
use callout_domain::incident::{EscalationStep, Incident, Status};
use callout_domain::notification::AttemptState;
use callout_domain::notification::throttle::{ContactQueue, Release, Sent, limits};
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel};
use callout_ports::{CLAIM_LEASE, ContactQueues as _, Heartbeats as _, SettingsSource as _};
use futures::FutureExt as _;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The sweep's grace and the minute between two sweeps.
const LATEST: i64 = 90_000;
/// How long a claim of a process that died stands.
const CLAIM: i64 = 1_000 * CLAIM_LEASE.as_secs();

/// 2: each due page was handed over, and each step ran.
pub(crate) fn each_minute(twins: &Twins) {
    let incidents: BTreeMap<_, _> =
        twins.fakes.open_incidents().into_iter().map(|incident| (incident.id.clone(), incident)).collect();
    let now = twins.now();
    let rules = twins.fakes.rules().now_or_never().unwrap().unwrap();
    let mut inner = twins.inner();
    let faults = &inner.faults;
    // After a fault, messages come again after their visibility timeout.
    let settled = if faults.counts.is_empty() { 0 } else { faults.last_at + VISIBILITY };
    let back_at = inner.to_come.settings_are_back_at(now).map_or(0, |at| at + VISIBILITY);
    let settled = settled.max(back_at);
    let facts = &mut inner.facts;
    let tracks = std::mem::take(&mut facts.tracks);
    for incident in incidents.values() {
        if let Some(track) = tracks.get(&incident.id) {
            let mut settled = settled_for(facts, &incident.id, settled);
            // Its target is told once that can be read.
            if let Some(into) = incident.merged_into.as_ref().filter(|_| incident.has_to_settle()) {
                settled = settled_for(facts, &into.id, settled);
            }
            check_steps(facts, incident, track, settled, now);
        }
    }
    facts.tracks = tracks;
    let is_late = |facts: &Facts, forwarded: &Forwarded| {
        let settled = settled_for(facts, &forwarded.child, settled_for(facts, &forwarded.target, settled));
        forwarded.at.max(settled) + LATEST < now
    };
    check_forwarded(facts, &incidents, is_late, now);
    check_hearts(facts, twins, settled, now);
    check_waiting(facts, twins, &incidents, settled, now);
    let pages = std::mem::take(&mut facts.pages);
    for page in pages {
        let Some(incident) = incidents.get(&page.incident) else { continue };
        // Whoever left meanwhile is replaced; where settings could not be read, by the fallback contact.
        let mut receivers = vec![page.reached.clone(), rules.reach(&page.named).0];
        receivers.extend((back_at > 0).then(|| BUILT_IN_FALLBACK.into()));
        let each = receivers.into_iter().map(|reached| DuePage { reached, ..page.clone() });
        let each: Vec<DuePage> = each.collect();
        if each.iter().any(|page| is_settled(facts, page, incident)) {
            continue;
        }
        let settled = settled_for(facts, &page.incident, settled);
        let until = each.iter().filter_map(|page| waits_until(facts, page)).max();
        let due = page.at.max(until.unwrap_or(0)).max(settled) + LATEST;
        if due < now && !each.iter().any(|page| waits_in_a_queue(twins, page, due, now)) {
            let DuePage { reached, named, at, seq, .. } = &page;
            let words = format!(
                "#{}: event {seq} pages {named} ({reached}) at {at}, and nothing was sent",
                incident.number
            );
            let tried = format!("{:?}", attempts(facts, &page).collect::<Vec<_>>());
            facts.tell(now, || format!("what was tried: {tried}"));
            facts.breaks(2, now, words);
        }
        facts.pages.push(page);
    }
}

/// When what went wrong with an incident was made up for: one that cannot be read waits until it can.
fn settled_for(facts: &Facts, id: &IncidentId, settled: i64) -> i64 {
    settled.max(facts.unreadable.get(id).map_or(0, |until| until + VISIBILITY))
}

/// 2: a page that must wait for more than a minute is on the timeline as not delivered, so that the next level is paged; and
/// what waits leaves.
fn check_waiting(
    facts: &mut Facts,
    twins: &Twins,
    incidents: &BTreeMap<IncidentId, Incident>,
    settled: i64,
    now: i64,
) {
    for waiting in std::mem::take(&mut facts.waiting) {
        let Waiting { incident: id, seq, responder, contact, at, .. } = &waiting;
        let Some(incident) = incidents.get(id) else { continue };
        let theirs = incident.engagements.iter().find(|it| it.responder == *responder && it.seq == *seq);
        let Some(theirs) = theirs else { continue };
        let settled = settled_for(facts, id, settled);
        let (number, delivered) = (incident.number, !theirs.failed.contains(contact));
        let counts = waiting.is_delayed && incident.needs_somebody() && delivered;
        if counts && (*at).max(settled) + LATEST < now {
            facts.breaks(2, now, format!("#{number}: a page waits for {responder}, and counts as delivered"));
        }
        if has_been_left(twins, &waiting, settled, now) {
            let words =
                format!("#{number}: {} waited for {responder}'s {contact}, and never left", waiting.id);
            facts.breaks(2, now, words);
        }
        facts.waiting.push(waiting);
    }
}

/// Whether a page that waited is neither held back by the limits any more nor being sent.
fn has_been_left(twins: &Twins, waiting: &Waiting, settled: i64, now: i64) -> bool {
    let Waiting { responder, contact, id, at, until, .. } = waiting;
    let due = (*at).max(*until).max(settled) + LATEST;
    if due >= now {
        return false;
    }
    let rules = twins.fakes.rules().now_or_never().unwrap().unwrap();
    let (reached, contacts) = rules.reach(responder);
    // What waits for a contact that is gone leaves by another.
    let Some(channel) = contacts.channel(contact).filter(|_| reached == *responder) else { return false };
    !is_held_back(twins, (responder, contact, channel), id, due, now)
}

/// What has not reported in for too long was noticed.
fn check_hearts(facts: &mut Facts, twins: &Twins, settled: i64, now: i64) {
    let late = now - LATEST;
    if settled + LATEST > now {
        return;
    }
    let before = Timestamp::from_millisecond(late).unwrap();
    for name in twins.fakes.due_heartbeats(before, 10).now_or_never().unwrap().unwrap() {
        facts.breaks(2, now, format!("{name} does not report in, and nobody noticed"));
    }
}

/// Whether a page was handed over, failed, or was overtaken.
fn is_settled(facts: &Facts, page: &DuePage, incident: &Incident) -> bool {
    let DuePage { incident: id, seq, named, reached, first, .. } = page;
    let handed_over = facts.handed_over.contains(&(id.clone(), *seq, reached.clone()));
    let recorded = attempts(facts, page).any(|attempt| {
        matches!(attempt, AttemptState::Sent(_) | AttemptState::Failed(_) | AttemptState::Delayed(_))
    });
    let still = incident.engagements.iter().any(|it| it.responder == *named && (!first || it.seq == *seq));
    let overtaken = !still || incident.escalation.seq > *seq;
    handed_over || recorded || overtaken
}

fn attempts<'a>(facts: &'a Facts, page: &'a DuePage) -> impl Iterator<Item = &'a AttemptState> {
    let of = page.incident.to_string();
    let part = format!(".{}.{}.", page.seq, page.reached);
    let range = facts.attempts.range((of.clone(), String::new())..=(of, "\u{10FFFF}".to_owned()));
    range.filter(move |((_, id), _)| id.contains(&part)).map(|(_, attempt)| &attempt.state)
}

fn waits_until(facts: &Facts, page: &DuePage) -> Option<i64> {
    let until = |state: &AttemptState| match state {
        AttemptState::Queued(until) => Some(until.as_millisecond()),
        _ => None,
    };
    attempts(facts, page).filter_map(until).max()
}

/// Whether a page waits in the queue of any contact of whoever is reached. Somebody who left meanwhile has no contacts any more, but
/// their queue is emptied in its time all the same, to whoever stands in.
fn waits_in_a_queue(twins: &Twins, page: &DuePage, due: i64, now: i64) -> bool {
    let rules = twins.fakes.rules().now_or_never().unwrap().unwrap();
    let waits = |who: &ResponderName, contact: &ContactName, channel| {
        is_held_back(twins, (who, contact, channel), page.incident.as_str(), due, now)
    };
    let (reached, contacts) = rules.reach(&page.reached);
    let known = contacts.contacts().iter().any(|(contact, _)| {
        contacts.channel(contact).is_some_and(|channel| waits(&reached, contact, channel))
    });
    let left = [("sms", Channel::Sms), ("email", Channel::Email), ("voice", Channel::Voice)];
    known
        || reached != page.reached
            && left.iter().any(|(contact, channel)| waits(&page.reached, &(*contact).into(), *channel))
}

/// Whether the limits of a contact still hold back what its queue has, or a bundle with it is being sent.
fn is_held_back(
    twins: &Twins,
    (responder, contact, channel): (&ResponderName, &ContactName, Channel),
    what: &str,
    due: i64,
    now: i64,
) -> bool {
    let then = Timestamp::from_millisecond(now - LATEST).unwrap();
    let stored = twins.fakes.contact_queue(responder, contact).now_or_never().unwrap().unwrap();
    let has_it = serde_json::to_string(&stored.queue).unwrap().contains(what);
    has_it
        && match stored.queue.clone().release(limits(channel), then) {
            Release::Wait { .. } => true,
            // The limits may have allowed it later than it was told when it came to wait.
            Release::Again(bundle) => now < due.max(formed_at(&stored.queue, &bundle.id)) + CLAIM,
            Release::Bundle(_) | Release::Nothing => false,
        }
}

/// When a bundle was allowed to leave.
fn formed_at(queue: &ContactQueue, bundle: &str) -> i64 {
    let queue = serde_json::to_value(queue).unwrap();
    let sent: Vec<Sent> = serde_json::from_value(queue["sent"].clone()).unwrap_or_default();
    sent.iter().find(|sent| sent.id == bundle).map_or(0, |sent| sent.at.as_millisecond())
}

fn check_steps(facts: &mut Facts, incident: &Incident, track: &Track, settled: i64, now: i64) {
    let number = incident.number;
    let is_late = |since: i64, wait: i64| (since + wait).max(settled) + LATEST < now;
    // The clock of customers goes on while pages ask for somebody, and counts once somebody has it or it is merged.
    let counts_since = |at: Timestamp| match track.events.last() {
        Some(last) if incident.update_due_at == Some(at) => at.max(last.at),
        _ => at,
    };
    if let Some(at) = incident.wake_at().filter(|at| is_late(counts_since(*at).as_millisecond(), 0)) {
        facts.breaks(2, now, format!("#{number} has a step that was due at {at}"));
    }
    if incident.is_merged() {
        return;
    }
    match incident.status {
        Status::Triggered
            if incident.hold.is_none() && incident.escalation.urgency.is_high() && !incident.warning =>
        {
            let level = match incident.escalation.step {
                EscalationStep::Level(level) => incident.policy.policy.levels.get(level),
                EscalationStep::Fallback => None,
            };
            let wait = level.map_or(FALLBACK_EVERY, |level| level.delay.0);
            let due = track.paged_at + i64::try_from(wait.as_millis()).unwrap();
            if is_late(due.max(track.policy_at), 0) {
                facts.breaks(
                    2,
                    now,
                    format!("#{number} is at {}, and nobody else is paged", incident.escalation.step),
                );
            }
        }
        Status::Acknowledged => check_acknowledgement(facts, incident, track, is_late, now),
        Status::Triggered | Status::Resolved => {}
    }
}

fn check_acknowledgement(
    facts: &mut Facts,
    incident: &Incident,
    track: &Track,
    is_late: impl Fn(i64, i64) -> bool,
    now: i64,
) {
    let number = incident.number;
    if let Some(until) = track.snoozed_until {
        if is_late(until, 0) {
            facts.breaks(2, now, format!("#{number} was snoozed, and the snooze does not end"));
        }
        return;
    }
    let same = track.renewed_severity == Some(incident.severity) && track.policy_at <= track.renewed_at;
    let timeout = incident.policy.policy.ack_timeout(incident.severity).filter(|_| same);
    if timeout.is_some_and(|timeout| is_late(track.renewed_at, i64::try_from(timeout.as_millis()).unwrap())) {
        facts.breaks(2, now, format!("#{number} is acknowledged, and does not lapse"));
    }
}
