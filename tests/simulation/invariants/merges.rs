//! What must hold between merged incidents and their targets.

use super::super::facts::{Facts, Forwarded};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Event, EventRecord, Incident, Status};
use std::collections::{BTreeMap, BTreeSet};

/// 19: what merged incidents passed on was paged, or needs no page any more.
pub(super) fn check_forwarded(
    facts: &mut Facts,
    incidents: &BTreeMap<IncidentId, Incident>,
    is_late: impl Fn(&Facts, &Forwarded) -> bool,
    now: i64,
) {
    for forwarded in std::mem::take(&mut facts.forwarded) {
        if is_paged(facts, incidents, &forwarded) {
            continue;
        }
        if is_late(facts, &forwarded) {
            let Forwarded { child, target, at } = &forwarded;
            facts.breaks(19, now, format!("{child} is to page by {target} since {at}, and nobody was paged"));
            continue;
        }
        facts.forwarded.push(forwarded);
    }
}

fn is_paged(facts: &Facts, incidents: &BTreeMap<IncidentId, Incident>, forwarded: &Forwarded) -> bool {
    let Forwarded { child, target, at } = forwarded;
    // What is over, or on its own again, has nobody to page by another.
    let Some(into) = incidents.get(child).and_then(|child| child.merged_into.as_ref()) else { return true };
    let Some(target_now) = incidents.get(target).filter(|_| into.id == *target) else {
        return into.id != *target;
    };
    let events = facts.tracks.get(target).into_iter().flat_map(|track| &track.events);
    let records: Vec<&EventRecord> =
        events.filter(|record| record.recorded_at.as_millisecond() >= *at).collect();
    let since: Vec<&Event> = records.iter().map(|record| &record.event).collect();
    let pages = |event: &&Event| matches!(event, Event::Paged { .. } | Event::PageForwarded { .. });
    // Nobody has it: its own pages go on.
    target_now.status == Status::Triggered && into.news.is_none() && !target_now.is_merged()
        || since.iter().any(pages)
        || is_taken_on(&since, child)
        || records.iter().any(|record| is_taken_along(record, incidents))
}

/// Whether whoever has another incident merged the target into that one since: they know what they take on.
fn is_taken_along(record: &EventRecord, incidents: &BTreeMap<IncidentId, Incident>) -> bool {
    let Event::MergedInto { target, .. } = &record.event else { return false };
    let has_it = incidents.get(target).and_then(|target| target.acknowledgement.as_ref());
    has_it.is_some_and(|acknowledgement| acknowledgement.by == record.actor)
}

/// Whether somebody took the target on after it was told: until then its own pages went on.
fn is_taken_on(since: &[&Event], child: &IncidentId) -> bool {
    let is_news = |event: &&Event| matches!(event, Event::MergedAlert { child: of, .. } if of == child);
    let told = since.iter().skip_while(|event| !is_news(event));
    told.into_iter().any(|event| matches!(event, Event::Acknowledged { .. } | Event::Snoozed { .. }))
}

/// 19: in the end nothing waits.
pub(super) fn check_settled(facts: &mut Facts, incidents: &BTreeMap<IncidentId, Incident>, now: i64) {
    let unreadable: BTreeSet<IncidentId> = facts.unreadable.keys().cloned().collect();
    for incident in incidents.values().filter(|incident| !unreadable.contains(&incident.id)) {
        let number = incident.number;
        if incident.has_to_settle() {
            facts.breaks(19, now, format!("#{number} has something to settle, and nobody does"));
        }
        let target = incident.merged_into.as_ref().and_then(|into| incidents.get(&into.id));
        let Some(target) = target.filter(|target| !unreadable.contains(&target.id)) else { continue };
        if incident.is_open() && !target.is_open() {
            let words = format!("#{number} is open, and #{}, which pages for it, is over", target.number);
            facts.breaks(19, now, words);
        }
        let known = target.merged.get(&incident.id).is_some_and(|it| it.ended_at.is_none());
        if known != incident.is_open() {
            let words = format!("#{} does not know whether #{number} is open", target.number);
            facts.breaks(19, now, words);
        }
    }
}
