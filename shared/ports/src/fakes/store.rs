//! The fake of the incident table.

use super::state::State;
use super::world::Fakes;
use crate::{
    Change, Commit, CommitError, Counting, Explained, Found, IncidentStore, Lookup, OpeningWrites, PortError,
    Record,
};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::{AlertKey, IncidentId, PolicyName};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::notification::Attempt;
use callout_domain::triage::{Cause, CauseName, GroupKey, SHARDS, Shard};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

impl IncidentStore for Fakes {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        self.call(|state| match state.hidden.contains(id) {
            true => Err(PortError::corrupt(id.to_string(), "an unknown field")),
            false => Ok(state.incidents.get(id).cloned()),
        })
    }

    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        self.call(|state| Ok(find(state, wanted)))
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        self.call(|state| {
            if is_recorded(state, commit) {
                return Ok(());
            }
            check(state, commit)?;
            record(state, commit);
            Ok(())
        })
    }

    async fn point_to(&self, causes: &[Cause]) -> Result<(), PortError> {
        self.call(|state| {
            state.causes.extend(causes.iter().map(|cause| (cause.name.clone(), cause.clone())));
            Ok(())
        })
    }

    async fn shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        self.call(|state| {
            let stored = |nth| state.shards.get(&(id.clone(), nth)).map(|stored| stored.shard.clone());
            Ok((0..SHARDS).map(|nth| stored(nth).unwrap_or(Shard { nth, ..Shard::default() })).collect())
        })
    }

    async fn explained(&self, id: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        self.call(|state| {
            let of_incident = state.explained.iter().filter(|((incident, _), _)| incident == id);
            Ok(of_incident.map(|(_, event)| event.clone()).collect())
        })
    }

    async fn overdue(&self, before: Timestamp, most: usize) -> Result<Vec<IncidentId>, PortError> {
        self.call(|state| {
            let mut due: Vec<_> = state
                .incidents
                .values()
                .filter_map(|incident| incident.wake_at().map(|at| (at, incident.id.clone())))
                .filter(|(at, _)| *at < before)
                .collect();
            due.sort();
            Ok(due.into_iter().take(most).map(|(_, id)| id).collect())
        })
    }

    async fn newest_events(&self, id: &IncidentId, most: usize) -> Result<Vec<EventRecord>, PortError> {
        self.call(|state| {
            let events = state.events.get(id).into_iter().flatten();
            Ok(events.rev().take(most).cloned().collect())
        })
    }

    async fn events_before(
        &self,
        id: &IncidentId,
        before: u64,
        most: usize,
    ) -> Result<Vec<EventRecord>, PortError> {
        self.call(|state| {
            let events = state.events.get(id).into_iter().flatten();
            Ok(events.rev().filter(|event| event.seq < before).take(most).cloned().collect())
        })
    }

    async fn messages(&self, id: &IncidentId, most: usize) -> Result<Vec<Attempt>, PortError> {
        self.call(|state| Ok(state.attempts_of(id).into_iter().take(most).collect()))
    }

    async fn alerts(&self, keys: &BTreeSet<AlertKey>) -> Result<BTreeMap<AlertKey, Alert>, PortError> {
        self.call(|state| {
            Ok(keys.iter().filter_map(|key| Some((key.clone(), state.alerts.get(key)?.clone()))).collect())
        })
    }

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        self.call(|state| {
            let events = state.events.get(id).cloned().unwrap_or_default();
            let context = state.context.get(id).cloned();
            Ok(Record { events, attempts: state.attempts_of(id), context })
        })
    }

    async fn opened_since(&self, since: Timestamp) -> Result<Vec<Incident>, PortError> {
        self.call(|state| {
            let mut found: Vec<_> =
                state.incidents.values().filter(|i| i.opened_at >= since).cloned().collect();
            found.sort_by(|a, b| b.opened_at.cmp(&a.opened_at).then_with(|| a.id.cmp(&b.id)));
            Ok(found)
        })
    }
}

fn find(state: &State, wanted: &Lookup) -> Found {
    let group = |key: &GroupKey| Some((key.clone(), state.groups.get(key)?.clone()));
    let history = |name: &PolicyName| Some((name.clone(), state.policy_histories.get(name)?.clone()));
    let cause = |name: &CauseName| Some((name.clone(), state.causes.get(name)?.clone()));
    let mut found = Found {
        next_number: state.incidents.len() as u64 + 1,
        groups: wanted.groups.iter().filter_map(group).collect(),
        policy_histories: wanted.policies.iter().filter_map(history).collect(),
        causes: wanted.causes.iter().filter_map(cause).collect(),
        ..Found::default()
    };
    let keys = wanted.alerts.iter().chain(found.causes.values().map(|cause| &cause.alert));
    found.alerts = keys.filter_map(|key| Some((key.clone(), state.alerts.get(key)?.clone()))).collect();
    let of_alerts = found.alerts.values().filter_map(|alert| alert.incident.as_ref());
    let ids =
        of_alerts.chain(found.groups.values()).chain(found.causes.values().map(|cause| &cause.incident));
    found.incidents = ids.filter_map(|id| Some((id.clone(), state.incidents.get(id)?.clone()))).collect();
    found
}

/// Whether a repeated transaction was already recorded; DynamoDB's idempotency token has the same effect.
fn is_recorded(state: &State, commit: &Commit) -> bool {
    let has_alerts = commit.alerts.iter().all(|alert| state.alerts.get(&alert.key) == Some(alert));
    let is_recorded = |Change { incident, events }: &Change| {
        state.events.get(&incident.id).is_some_and(|recorded| recorded.ends_with(events))
    };
    match &commit.change {
        Some(_) => has_alerts && commit.changes().all(is_recorded),
        None => state.counted.contains(&format!("{commit:?}")),
    }
}

fn check(state: &State, commit: &Commit) -> Result<(), CommitError> {
    let version = |alert: &Alert| state.alerts.get(&alert.key).map_or(0, |stored| stored.version);
    let alert_moved = commit.alerts.iter().any(|alert| version(alert) + 1 != alert.version);
    let incident_moved = commit.changes().any(|Change { incident, events }| {
        let stored = state.incidents.get(&incident.id).map_or(0, |stored| stored.version);
        stored + 1 != events.first().map_or(0, |event| event.seq)
    });
    let opening = commit.change.as_ref().filter(|change| is_opening(change));
    let taken = opening.is_some_and(|change| is_taken(state, &change.incident, &commit.opening));
    let closed = commit.counting.as_ref().is_some_and(|counting| {
        state.shards.get(&(counting.incident.clone(), counting.shard)).is_some_and(|shard| shard.closed)
    });
    if alert_moved || incident_moved || taken || closed || has_counted_since(state, commit) {
        return Err(CommitError::Conflict);
    }
    Ok(())
}

fn is_opening(change: &Change) -> bool {
    change.events.first().is_some_and(|event| event.seq == 1)
}

fn is_taken(state: &State, incident: &Incident, opening: &OpeningWrites) -> bool {
    let group = state.groups.get(&incident.group) != opening.previous.as_ref();
    let history = opening.history.as_ref().is_some_and(|history| {
        state.policy_histories.get(&incident.policy.name).map_or(0, |stored| stored.version) + 1
            != history.version
    });
    group || history || incident.number != state.incidents.len() as u64 + 1
}

fn has_counted_since(state: &State, commit: &Commit) -> bool {
    let (Some(change), Some(counted)) = (&commit.change, &commit.counted) else { return false };
    let id = &change.incident.id;
    let version = |nth: u8| state.shards.get(&(id.clone(), nth)).map_or(0, |stored| stored.shard.version);
    !change.incident.is_open() && counted.iter().any(|shard| version(shard.nth) != shard.version)
}

fn record(state: &mut State, commit: &Commit) {
    for alert in &commit.alerts {
        state.alerts.insert(alert.key.clone(), alert.clone());
    }
    for Explained { incident, release } in &commit.explained {
        state.explained.insert((incident.clone(), release.alert_key()), release.clone());
    }
    if let Some(Counting { incident, shard, added }) = &commit.counting {
        state.counted.insert(format!("{commit:?}"));
        let stored = state.shards.entry((incident.clone(), *shard)).or_default();
        stored.shard.nth = *shard;
        stored.shard.version += 1;
        stored.shard.counter.add(added);
    }
    let Some(change) = &commit.change else { return };
    let incident = &change.incident;
    if is_opening(change) {
        state.groups.insert(incident.group.clone(), incident.id.clone());
        let history = commit.opening.history.clone();
        state.policy_histories.extend(history.map(|history| (incident.policy.name.clone(), history)));
    }
    if !incident.is_open() && incident.is_counting() {
        for nth in 0..SHARDS {
            state.shards.entry((incident.id.clone(), nth)).or_default().closed = true;
        }
    }
    for Change { incident, events } in commit.changes() {
        state.incidents.insert(incident.id.clone(), incident.clone());
        state.events.entry(incident.id.clone()).or_default().extend(events.iter().cloned());
        state.stream.extend(events.iter().cloned());
        state.note_audited_events(events);
    }
}
