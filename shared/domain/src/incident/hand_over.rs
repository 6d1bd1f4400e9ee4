//! What a person can do with an incident besides acknowledging: snooze, reassign, add a responder, or change the
//! policy.

use super::draft::Draft;
use super::escalate;
use super::event::{EscalationStep, Event, PageReason};
use super::next_contact::{next_after_page, next_contact_due};
use super::refusal::Refusal;
use crate::drill;
use crate::escalation::PolicySnapshot;
use crate::ids::{PolicyName, ResponderName};
use crate::responder::Urgency;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// A minute, less what passes between the person who asks and this decision.
const SHORTEST_SNOOZE: SignedDuration = SignedDuration::from_secs(45);
/// PagerDuty's limit: an incident that nobody sees for longer is forgotten.
const LONGEST_SNOOZE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Snoozes the incident until a time the person chose.
pub(super) fn snooze(draft: &mut Draft<'_>, until: Timestamp) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let length = until.duration_since(draft.now());
    if length < SHORTEST_SNOOZE || length > LONGEST_SNOOZE {
        return Err(Refusal::SnoozeLength);
    }
    draft.push(Event::Snoozed { until });
    Ok(())
}

/// Refuses to page people for a drill: it pages the built-in responders only.
fn must_not_be_a_drill(draft: &Draft<'_>) -> Result<(), Refusal> {
    if drill::is_drill(&draft.incident.service) { Err(Refusal::Drill) } else { Ok(()) }
}

/// Pages other people in place of those paged before. The level's timeout starts again.
pub(super) fn reassign(draft: &mut Draft<'_>, to: &[ResponderName]) -> Result<(), Refusal> {
    draft.must_be_open()?;
    must_not_be_a_drill(draft)?;
    let people: BTreeSet<ResponderName> = to.iter().cloned().collect();
    people.iter().try_for_each(|name| reachable(draft, name))?;
    if people.is_empty() {
        return Err(Refusal::NobodyNamed);
    }
    escalate::page_instead(draft, people);
    Ok(())
}

/// Asks one more person, whether or not the incident is acknowledged. Only that person's own answer ends their
/// notifications.
pub(super) fn add_responder(draft: &mut Draft<'_>, who: &ResponderName) -> Result<(), Refusal> {
    draft.must_be_open()?;
    must_not_be_a_drill(draft)?;
    reachable(draft, who)?;
    if draft.incident.engagements.iter().any(|engagement| engagement.responder == *who && engagement.own) {
        return Err(Refusal::AlreadyDone);
    }
    let fresh = next_after_page(draft.rules, who, Urgency::High, draft.now());
    let standing = next_contact_due(&draft.incident.engagements, draft.rules);
    let next_contact_at = fresh.into_iter().chain(standing).min();
    draft.push(Event::ResponderAdded { responder: who.clone(), next_contact_at });
    Ok(())
}

fn reachable(draft: &Draft<'_>, name: &ResponderName) -> Result<(), Refusal> {
    let known = draft.rules.responder(name).is_some() && draft.rules.notification_rules(name).is_some();
    if known { Ok(()) } else { Err(Refusal::UnknownResponder(name.clone())) }
}

/// Applies the service's policy as it is now, at the same level if that still exists (decision D7).
pub(super) fn apply_policy(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let service = draft.rules.service(&draft.incident.service);
    // An incident that covers many services has a policy but no service of its own.
    let own = draft.incident.bundle.then(|| draft.rules.snapshot(&draft.incident.policy.name)).flatten();
    let policy = own.unwrap_or_else(|| draft.rules.policy(&service));
    if policy == draft.incident.policy {
        return Err(Refusal::AlreadyDone);
    }
    if policy.name != draft.incident.policy.name {
        start_policy(draft, policy);
        return Ok(());
    }
    let level = match draft.incident.escalation.step {
        EscalationStep::Level(level) => policy.policy.levels.get(level),
        EscalationStep::Fallback => None,
    };
    match level.map(|level| level.delay.0) {
        Some(delay) => {
            // Nothing is due while the incident is acknowledged; otherwise the level's timeout continues.
            let next_at = draft.incident.escalation.next_at.and_then(|_| {
                let since = draft
                    .incident
                    .engagements
                    .iter()
                    .find(|engagement| engagement.seq == draft.incident.escalation.seq);
                since.map_or(draft.now(), |engagement| engagement.since).checked_add(delay).ok()
            });
            draft.push(Event::PolicyChanged { policy, next_at });
        }
        None => start_policy(draft, policy),
    }
    Ok(())
}

/// Moves the incident to another policy, starting at its first level. The old policy stops.
pub(super) fn move_to(draft: &mut Draft<'_>, name: &PolicyName) -> Result<(), Refusal> {
    draft.must_be_open()?;
    must_not_be_a_drill(draft)?;
    let policy = draft.rules.snapshot(name).ok_or_else(|| Refusal::UnknownPolicy(name.clone()))?;
    start_policy(draft, policy);
    Ok(())
}

fn start_policy(draft: &mut Draft<'_>, policy: PolicySnapshot) {
    draft.push(Event::PolicyChanged { policy, next_at: None });
    escalate::page_next(draft, PageReason::PolicyChanged);
}
