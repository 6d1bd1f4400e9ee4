//! A store that writes down what another one answers, or answers what was written down: at once, so that what is left is the
//! time of our own code.

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
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// What was read, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Tape {
    rules: Option<Arc<Rules>>,
    found: VecDeque<Found>,
}

/// The store.
#[derive(Debug)]
pub(super) struct Taped<'a> {
    below: Option<&'a Table>,
    tape: Mutex<Tape>,
}

impl<'a> Taped<'a> {
    pub(super) fn recording(table: &'a Table) -> Self {
        Self { below: Some(table), tape: Mutex::default() }
    }

    pub(super) fn replaying(tape: Tape) -> Self {
        Self { below: None, tape: Mutex::new(tape) }
    }

    pub(super) fn tape(&self) -> Tape {
        self.tape.lock().unwrap().clone()
    }
}

fn unasked<T>() -> Result<T, PortError> {
    Err(PortError::unavailable("do that", "no alarm of this storm asks for it"))
}

impl SettingsSource for Taped<'_> {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        let Some(table) = self.below else {
            return Ok(Arc::clone(self.tape.lock().unwrap().rules.as_ref().unwrap()));
        };
        let rules = table.rules().await?;
        self.tape.lock().unwrap().rules = Some(Arc::clone(&rules));
        Ok(rules)
    }
}

impl IncidentStore for Taped<'_> {
    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        let Some(table) = self.below else {
            return Ok(self.tape.lock().unwrap().found.pop_front().unwrap());
        };
        let found = table.find(wanted).await?;
        self.tape.lock().unwrap().found.push_back(found.clone());
        Ok(found)
    }

    /// Batches come one after the other, so no commit meets another.
    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        match self.below {
            Some(table) => table.commit(commit).await,
            None => Ok(()),
        }
    }

    async fn incident(&self, _: &IncidentId) -> Result<Option<Incident>, PortError> {
        unasked()
    }

    async fn point_to(&self, _: &[Cause]) -> Result<(), PortError> {
        unasked()
    }

    async fn shards(&self, _: &IncidentId) -> Result<Vec<Shard>, PortError> {
        unasked()
    }

    async fn explained(&self, _: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        unasked()
    }

    async fn overdue(&self, _: Timestamp, _: usize) -> Result<Vec<IncidentId>, PortError> {
        unasked()
    }

    async fn newest_events(&self, _: &IncidentId, _: usize) -> Result<Vec<EventRecord>, PortError> {
        unasked()
    }

    async fn record(&self, _: &IncidentId) -> Result<Record, PortError> {
        unasked()
    }

    async fn opened_since(&self, _: Timestamp) -> Result<Vec<Incident>, PortError> {
        unasked()
    }
}

impl Changes for Taped<'_> {
    async fn keep_change(&self, _: &Deployment) -> Result<(), PortError> {
        unasked()
    }

    async fn changes(
        &self,
        _: &[ServiceName],
        _: (Timestamp, Timestamp),
        _: usize,
    ) -> Result<Vec<Deployment>, PortError> {
        unasked()
    }
}

impl AlarmBudgets for Taped<'_> {
    async fn count_new_alarms(&self, _: &str, _: Timestamp, _: u64) -> Result<u64, PortError> {
        unasked()
    }
}

impl Timers for Taped<'_> {
    async fn arm(&self, wakes: &[Timer], _: Timestamp) -> Vec<Result<(), PortError>> {
        wakes.iter().map(|_| Ok(())).collect()
    }
}
