//! A table behind which triage dies: at a random call everything fails from then on, whether or not that call did its work.

use super::cost::Meter;
use callout_aws::Table;
use callout_domain::alarm::AlarmEvent;
use callout_domain::change::Change as Deployment;
use callout_domain::ids::{IncidentId, ServiceName};
use callout_domain::incident::{EventRecord, Incident};
use callout_domain::settings::Rules;
use callout_domain::triage::{Cause, Shard};
use callout_ports::{
    AlarmBudgets, Changes, Commit, CommitError, Found, IncidentStore, Lookup, PortError, Record,
    SettingsSource, Timer, Timers,
};
use jiff::Timestamp;
use std::sync::{Arc, Mutex};

/// Chance that is the same in every run (xorshift64).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for n in (1..things.len()).rev() {
            let other = usize::try_from(self.below(n as u64 + 1)).unwrap();
            things.swap(n, other);
        }
    }
}

/// A table for one run of triage.
pub(super) struct Dying<'a> {
    table: &'a Table,
    cost: &'a Meter,
    one_in: u64,
    state: Mutex<State>,
}

struct State {
    chance: Chance,
    dead: bool,
    armed: Vec<Timer>,
}

/// How a call ends.
enum Fate {
    Lives,
    /// It never happens.
    DiesBefore,
    /// It happens, and nobody hears of it.
    DiesAfter,
}

fn died() -> PortError {
    PortError::unavailable("do that", "the process died")
}

impl<'a> Dying<'a> {
    pub(super) fn new(table: &'a Table, chance: Chance, one_in: u64, cost: &'a Meter) -> Self {
        let state = Mutex::new(State { chance, dead: false, armed: Vec::new() });
        Self { table, cost, one_in, state }
    }

    /// The timers that were armed before it died.
    pub(super) fn armed(&self) -> Vec<Timer> {
        self.state.lock().unwrap().armed.clone()
    }

    fn fate(&self) -> Fate {
        let mut state = self.state.lock().unwrap();
        if state.dead {
            return Fate::DiesBefore;
        }
        state.dead = state.chance.below(self.one_in) == 0;
        self.cost.died(state.dead);
        match (state.dead, state.chance.below(2)) {
            (false, _) => Fate::Lives,
            (true, 0) => Fate::DiesBefore,
            (true, _) => Fate::DiesAfter,
        }
    }

    async fn call<T, E: From<PortError>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        match self.fate() {
            Fate::Lives => work.await,
            Fate::DiesBefore => Err(died().into()),
            Fate::DiesAfter => {
                work.await?;
                Err(died().into())
            }
        }
    }
}

impl IncidentStore for Dying<'_> {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        self.call(self.table.incident(id)).await
    }

    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        self.call(self.table.find(wanted)).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        let metered = async {
            let done = self.table.commit(commit).await;
            self.cost.count(commit, done.is_ok());
            done
        };
        self.call(metered).await
    }

    async fn point_to(&self, causes: &[Cause]) -> Result<(), PortError> {
        self.call(self.table.point_to(causes)).await
    }

    async fn shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        self.call(self.table.shards(id)).await
    }

    async fn explained(&self, id: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        self.call(self.table.explained(id)).await
    }

    async fn overdue(&self, before: Timestamp, most: usize) -> Result<Vec<IncidentId>, PortError> {
        self.call(self.table.overdue(before, most)).await
    }

    async fn newest_events(&self, id: &IncidentId, most: usize) -> Result<Vec<EventRecord>, PortError> {
        self.call(self.table.newest_events(id, most)).await
    }

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        self.call(IncidentStore::record(self.table, id)).await
    }

    async fn opened_since(&self, since: Timestamp) -> Result<Vec<Incident>, PortError> {
        self.call(self.table.opened_since(since)).await
    }
}

impl SettingsSource for Dying<'_> {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        self.call(self.table.rules()).await
    }
}

impl Changes for Dying<'_> {
    async fn keep_change(&self, change: &Deployment) -> Result<(), PortError> {
        self.call(self.table.keep_change(change)).await
    }

    async fn changes(
        &self,
        of: &[ServiceName],
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Deployment>, PortError> {
        self.call(self.table.changes(of, between, most)).await
    }
}

impl Timers for Dying<'_> {
    async fn arm(&self, wakes: &[Timer], _: Timestamp) -> Vec<Result<(), PortError>> {
        let keep = async {
            self.state.lock().unwrap().armed.extend(wakes.iter().cloned());
            Ok::<(), PortError>(())
        };
        let done = self.call(keep).await;
        wakes.iter().map(|_| if done.is_ok() { Ok(()) } else { Err(died()) }).collect()
    }
}

impl AlarmBudgets for Dying<'_> {
    async fn count_new_alarms(&self, integration: &str, at: Timestamp, count: u64) -> Result<u64, PortError> {
        self.table.count_new_alarms(integration, at, count).await
    }
}
