//! The twin of the incident table.

use super::world::{Fakes, State};
use crate::{Change, Commit, CommitError, Found, IncidentStore, PortError, Record, Wanted};
use callout_domain::ids::{IncidentId, PolicyName};
use callout_domain::incident::{EventRecord, Incident};
use jiff::Timestamp;

impl IncidentStore for Fakes {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        self.call(|state| Ok(state.incidents.get(id).cloned()))
    }

    async fn find(&self, wanted: &Wanted) -> Result<Found, PortError> {
        self.call(|state| Ok(find(state, wanted)))
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        self.call(|state| {
            // A repeated commit that was already recorded is what an idempotent request token makes of it.
            if is_recorded(state, commit) {
                return Ok(());
            }
            check(state, commit)?;
            record(state, commit);
            Ok(())
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

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        self.call(|state| {
            let events = state.events.get(id).cloned().unwrap_or_default();
            Ok(Record { events, attempts: state.attempts_of(id) })
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

fn find(state: &State, wanted: &Wanted) -> Found {
    let alerts = wanted.alerts.iter().filter_map(|key| Some((key.clone(), state.alerts.get(key)?.clone())));
    let open = wanted.services.iter().filter_map(|name| Some((name.clone(), state.open.get(name)?.clone())));
    let mut found = Found { alerts: alerts.collect(), open: open.collect(), ..Found::default() };
    let of_alerts = found.alerts.values().filter_map(|alert| alert.incident.clone());
    let ids: Vec<IncidentId> = of_alerts.chain(found.open.values().cloned()).collect();
    found.incidents =
        ids.into_iter().filter_map(|id| Some((id.clone(), state.incidents.get(&id)?.clone()))).collect();
    found.next_number = state.incidents.len() as u64 + 1;
    let turn = |name: &PolicyName| Some((name.clone(), *state.turns.get(name)?));
    found.turns = wanted.policies.iter().filter_map(turn).collect();
    found
}

fn is_recorded(state: &State, commit: &Commit) -> bool {
    let Some(Change { incident, events }) = &commit.change else { return false };
    let alert = commit.alert.as_ref();
    let recorded = state.events.get(&incident.id);
    recorded.is_some_and(|recorded| recorded.ends_with(events))
        && alert.is_none_or(|alert| state.alerts.get(&alert.key) == Some(alert))
}

fn check(state: &State, commit: &Commit) -> Result<(), CommitError> {
    let alert_moved = commit.alert.as_ref().is_some_and(|alert| {
        state.alerts.get(&alert.key).map_or(0, |stored| stored.version) + 1 != alert.version
    });
    let incident_moved = commit.change.as_ref().is_some_and(|Change { incident, events }| {
        let stored = state.incidents.get(&incident.id).map_or(0, |stored| stored.version);
        let first = events.first().map_or(0, |event| event.seq);
        let opening = first == 1;
        let taken = opening
            && (state.open.contains_key(&incident.service)
                || incident.number != state.incidents.len() as u64 + 1
                || is_turn_taken(state, incident));
        stored + 1 != first || taken
    });
    if alert_moved || incident_moved { Err(CommitError::Conflict) } else { Ok(()) }
}

fn is_turn_taken(state: &State, incident: &Incident) -> bool {
    let turn = state.turns.get(&incident.policy.name).copied().unwrap_or_default();
    incident.policy.policy.takes_turns() && turn != incident.turn
}

fn record(state: &mut State, commit: &Commit) {
    if let Some(alert) = &commit.alert {
        state.alerts.insert(alert.key.clone(), alert.clone());
    }
    let Some(Change { incident, events }) = &commit.change else { return };
    if incident.is_open() {
        state.open.insert(incident.service.clone(), incident.id.clone());
    } else if state.open.get(&incident.service) == Some(&incident.id) {
        state.open.remove(&incident.service);
    }
    if events.first().is_some_and(|event| event.seq == 1) && incident.policy.policy.takes_turns() {
        state.turns.insert(incident.policy.name.clone(), incident.turn + 1);
    }
    state.incidents.insert(incident.id.clone(), incident.clone());
    state.events.entry(incident.id.clone()).or_default().extend(events.iter().cloned());
    state.stream.extend(events.iter().cloned());
}
