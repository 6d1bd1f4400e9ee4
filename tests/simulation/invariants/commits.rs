//! What must hold of each commit.

use super::super::facts::{DuePage, Facts, Forwarded, Track};
use super::roster::{LONGEST_DECISION, check_roster};
use callout_domain::ids::ResponderName;
use callout_domain::incident::{
    Actor, ActorKind, Event, EventRecord, HoldReason, Incident, PageReason, Status, UpdateRecord, Via,
};
use callout_domain::report_page::QUIET_FOR;
use callout_domain::responder::Urgency;
use callout_domain::settings::Rules;
use callout_ports::{Change, Commit};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// DynamoDB: an item has at most 400 KB, a transaction at most 100 writes.
const MOST_WRITES: usize = 100;

/// Checks a commit that was just made.
pub(crate) fn at_commit(
    facts: &mut Facts,
    before: &[Option<Incident>],
    commit: &Commit,
    rules: &Rules,
    now: Timestamp,
) {
    let at = now.as_millisecond();
    let of_changes: usize = commit.changes().map(|change| change.events.len() + 1).sum();
    let writes = of_changes + commit.alerts.len() + commit.explained.len() + 4;
    if writes > MOST_WRITES {
        facts.breaks(8, at, format!("a commit has {writes} writes"));
    }
    for (change, before) in commit.changes().zip(before) {
        at_change(facts, before.as_ref(), change, rules, at);
    }
}

fn at_change(facts: &mut Facts, before: Option<&Incident>, change: &Change, rules: &Rules, at: i64) {
    let id = &change.incident.id;
    let mut state = before.cloned();
    let mut is_declined = false;
    for record in &change.events {
        facts.tell(at, || format!("#{}: {}", record.number, callout_domain::timeline::sentence(record)));
        let expected = state.as_ref().map_or(0, |state| state.version) + 1;
        if record.seq != expected {
            facts.breaks(9, at, format!("{id}: event {} follows event {}", record.seq, expected - 1));
        }
        check_text(facts, record, at);
        if let Some(state) = &state {
            check_page(facts, state, record, rules, at);
            match &record.event {
                Event::Declined { .. } => is_declined = is_their_turn(state, &record.actor),
                Event::Paged { .. } => is_declined = false,
                _ => {}
            }
        }
        state = Some(fold(state, record));
        if let Some(state) = &state {
            follow(facts, state, record, rules, at);
        }
    }
    if is_declined {
        facts.breaks(2, at, format!("{id}: the page is declined, and nobody else is paged"));
    }
    if state.as_ref() != Some(&change.incident) {
        facts.breaks(9, at, format!("{id}: its events do not make its state"));
    }
}

/// 16: whoever answers by text message has the code that they were sent.
fn check_text(facts: &mut Facts, record: &EventRecord, at: i64) {
    let by_text =
        matches!(record.event, Event::Acknowledged { via: Via::Sms, .. } | Event::Resolved { via: Via::Sms });
    let (who, number) = (record.actor.name.clone(), record.number);
    if by_text && !facts.answered.contains(&(who.clone(), number)) {
        facts.breaks(
            16,
            at,
            format!("#{number} is answered in the name of {who}, without the code of their message"),
        );
    }
}

/// 17: what opens in a storm shares one incident.
fn check_storm(facts: &mut Facts, state: &Incident, record: &EventRecord, rules: &Rules, at: i64) {
    let storm = rules.settings().storm;
    let within = i64::try_from(storm.within.0.as_millis()).unwrap();
    let openings = facts.openings.entry(state.policy.name.clone()).or_default();
    let lately = openings.iter().filter(|before| at - **before < within - LONGEST_DECISION).count();
    if state.is_ended_by_people() {
        return;
    }
    if !state.bundle && lately > storm.incidents {
        let words = format!("#{} is the {}th of its policy, and no storm", state.number, lately + 1);
        facts.breaks(17, at, words);
    } else if !record.actor.name.starts_with("integration/") {
        openings.push(at);
    }
}

/// Who said that they cannot take it, since somebody had it or asked for them.
fn declined(events: &[EventRecord]) -> BTreeSet<ResponderName> {
    let mut declined: BTreeSet<ResponderName> = BTreeSet::new();
    for record in events {
        match &record.event {
            Event::Declined { .. } => declined.extend([record.actor.name.as_str().into()]),
            Event::Acknowledged { .. } | Event::Snoozed { .. } | Event::Reopened { .. }
                if record.actor.is_person() =>
            {
                declined.clear();
            }
            Event::ResponderAdded { responder, .. } => declined.retain(|name| name != responder),
            Event::Paged { responders, .. } => declined.retain(|name| !responders.contains(name)),
            _ => {}
        }
    }
    declined
}

/// Whether somebody is notified of an incident.
fn is_notified(state: &Incident, who: &Actor) -> bool {
    state.engagements.iter().any(|it| it.responder.as_str() == who.name)
}

/// Whether it is the turn of somebody's own level.
fn is_their_turn(state: &Incident, who: &Actor) -> bool {
    let of_level = state.engagements.iter().filter(|it| it.seq == state.escalation.seq);
    of_level.into_iter().any(|it| it.responder.as_str() == who.name)
}

/// The state after one more event.
pub(crate) fn fold(state: Option<Incident>, record: &EventRecord) -> Incident {
    match (state, &record.event) {
        (Some(mut state), _) => {
            state.apply(record);
            state
        }
        (None, Event::Opened(opened)) => Incident::start(record, opened),
        (None, _) => {
            let missing = EventRecord { event: Event::ReleaseFinished, ..record.clone() };
            unreachable!("an incident begins with {missing:?}")
        }
    }
}

/// 4: after an acknowledgement only these page; 6: the roster names the same people.
fn check_page(facts: &mut Facts, state: &Incident, record: &EventRecord, rules: &Rules, at: i64) {
    let number = record.number;
    match &record.event {
        Event::Paged { reason, step, responders, .. } => {
            let is_news = matches!(
                reason,
                PageReason::AckLapsed
                    | PageReason::SeverityRaised
                    | PageReason::SnoozeEnded
                    | PageReason::Escalated
                    | PageReason::Reassigned
                    | PageReason::PolicyChanged
                    | PageReason::CauseCleared
                    | PageReason::OtherSource
                    | PageReason::MergedAlert
                    | PageReason::Merged
            );
            let person = state.acknowledgement.as_ref().is_some_and(|it| it.by.is_person());
            if state.status == Status::Acknowledged && person && !is_news {
                facts.breaks(4, at, format!("#{number} is acknowledged, and pages: {reason:?}"));
            }
            if *reason == PageReason::Declined && is_notified(state, &record.actor) {
                facts.breaks(
                    4,
                    at,
                    format!("#{number} is declined, and {} still hears of it", record.actor.name),
                );
            }
            if state.is_merged() {
                facts.breaks(4, at, format!("#{number} is merged, and pages: {reason:?}"));
            }
            if state.status == Status::Resolved {
                facts.breaks(4, at, format!("#{number} is resolved, and pages: {reason:?}"));
            }
            if !matches!(reason, PageReason::Reassigned) {
                let without =
                    facts.tracks.get(&state.id).map(|track| declined(&track.events)).unwrap_or_default();
                check_roster(facts, state, (*step, record.at), responders, &without, rules, at);
            }
        }
        Event::Notified { notified, .. } if state.status != Status::Triggered => {
            let must =
                |who: &ResponderName| state.engagements.iter().any(|it| it.own && it.responder == *who);
            if let Some(one) = notified.iter().find(|one| !must(&one.responder)) {
                facts.breaks(4, at, format!("#{number} is acknowledged, and {} is paged", one.responder));
            }
        }
        _ => {}
    }
}

/// Remembers what the later checks need, from the state after an event.
fn follow(facts: &mut Facts, state: &Incident, record: &EventRecord, rules: &Rules, at: i64) {
    let mut track: Track = facts.tracks.remove(&record.incident_id).unwrap_or_default();
    match &record.event {
        Event::Opened(_) if state.hold.is_none() => check_storm(facts, state, record, rules, at),
        Event::Opened(_) | Event::HoldMoved { .. } => check_hold(facts, state, at),
        Event::HoldEnded { .. } | Event::AckLapsed { .. } | Event::SnoozeEnded => track.paged_at = at,
        Event::Paged { responders, urgency, .. } => {
            track.paged_at = at;
            track.snoozed_until = None;
            responders.iter().for_each(|who| due(facts, record, who, *urgency, rules, at));
        }
        Event::Notified { notified, .. } => {
            notified.iter().for_each(|one| due(facts, record, &one.responder, Urgency::High, rules, at));
        }
        Event::Acknowledged { .. } | Event::Snoozed { .. } => {
            track.renewed_at = at;
            track.renewed_severity = Some(state.severity);
            // Whoever asked for quiet and then takes it on has given the quiet up.
            let takes_on = matches!(record.event, Event::Acknowledged { .. });
            let is_theirs = state.acknowledgement.as_ref().is_some_and(|it| it.by == record.actor);
            track.snoozed_until = track.snoozed_until.filter(|_| !(takes_on && is_theirs));
            if let Event::Snoozed { until } = &record.event {
                track.snoozed_until = granted(facts, state, (&record.actor.name, *until), at);
            }
            check_who_is_left(facts, state, record, at);
        }
        Event::PolicyChanged { .. } => track.policy_at = at,
        Event::SplitFrom { pages, .. } => {
            (track.renewed_at, track.paged_at) = (at, at);
            track.renewed_severity = Some(state.severity);
            // Whoever wanted quiet has it for the rest of the time.
            track.snoozed_until = track.snoozed_until.filter(|_| !pages).map(|until| until.max(at));
        }
        Event::PageForwarded { .. } => {
            facts.forwarded.extend(state.merged_into.as_ref().map(|into| Forwarded {
                child: state.id.clone(),
                target: into.id.clone(),
                at,
            }))
        }
        // Whoever has it has it for as long as the new severity says.
        Event::SeveritySet { .. }
        | Event::NoteAdded { lapses_at: Some(_), .. }
        | Event::StatusUpdated(UpdateRecord { lapses_at: Some(_), .. }) => {
            (track.renewed_at, track.renewed_severity) = (at, Some(state.severity));
        }
        // What is new ends the quiet that somebody wanted before.
        Event::AlertJoined { lapses_at: Some(_), .. }
        | Event::AlertsCounted { lapses_at: Some(_), .. }
        | Event::MergedAlert { lapses_at: Some(_), .. }
        | Event::SeverityRaised { lapses_at: Some(_), .. } => {
            (track.renewed_at, track.renewed_severity) = (at, Some(state.severity));
            track.snoozed_until = None;
        }
        Event::Resolved { .. } => track.resolved_by = Some(record.actor.clone()),
        Event::Reopened { .. } => {
            (track.renewed_at, track.renewed_severity) = (at, Some(state.severity));
            (track.snoozed_until, track.resolved_by) = (None, None);
            track.reopened = true;
        }
        _ => {}
    }
    track.events.push(record.clone());
    facts.tracks.insert(record.incident_id.clone(), track);
}

/// 2: a snooze ends when somebody asked for its end.
fn granted(facts: &mut Facts, state: &Incident, (who, until): (&str, Timestamp), at: i64) -> Option<i64> {
    let is_asked = facts.asked_to_snooze(&state.id, who, until).is_some();
    if !is_asked {
        let what = format!("#{} is snoozed until {until}, and nobody asked for that", state.number);
        facts.breaks(2, at, what);
    }
    is_asked.then(|| until.as_millisecond())
}

/// 4: whoever acknowledges stops what notifies others.
fn check_who_is_left(facts: &mut Facts, state: &Incident, record: &EventRecord, at: i64) {
    let left = state.engagements.iter().find(|it| !it.own || it.responder.as_str() == record.actor.name);
    if let Some(left) = left.filter(|_| record.actor.is_person()) {
        let who = &left.responder;
        facts.breaks(4, at, format!("#{} is acknowledged, and still notifies {who}", record.number));
    }
}

/// 2: a hold says why, and ends when the settings or the pause say.
fn check_hold(facts: &mut Facts, state: &Incident, at: i64) {
    let Some(hold) = &state.hold else { return };
    let until = hold.until.as_millisecond();
    let most = match &hold.by {
        HoldReason::Pause { length } => at + i64::try_from(length.0.as_millis()).unwrap(),
        HoldReason::Silence { .. } | HoldReason::Maintenance { .. } => facts.longest_hold,
        HoldReason::Report => at + i64::try_from(QUIET_FOR.as_millis()).unwrap(),
        HoldReason::Mute { .. } => until,
    };
    if until > most {
        facts.breaks(2, at, format!("#{} is held until {}, longer than declared", state.number, hold.until));
    }
}

/// A page is due for somebody, if they have a contact for it at once.
fn due(
    facts: &mut Facts,
    record: &EventRecord,
    who: &ResponderName,
    urgency: Urgency,
    rules: &Rules,
    at: i64,
) {
    let (reached, contacts) = rules.reach(who);
    let now = Timestamp::from_millisecond(at).unwrap();
    let at_once = contacts.due(urgency, now).into_iter().any(|(due, _)| due <= now);
    let asks = matches!(record.event, Event::Notified { .. }) || at_once;
    if asks && record.actor.kind != ActorKind::Operator {
        let (incident, seq) = (record.incident_id.clone(), record.seq);
        let first = matches!(record.event, Event::Paged { .. });
        facts.pages.push(DuePage { incident, seq, named: who.clone(), reached, at, first });
    }
}
