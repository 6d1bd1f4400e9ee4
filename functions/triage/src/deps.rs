//! The dependencies of a batch, and the state that a process keeps between batches.

use anyhow::{Context, Result};
use callout_domain::ids::IncidentId;
use callout_ports::{AlarmBudgets, Changes, Clock, IncidentStore, SettingsSource, Timer, Timers};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The most that counts may lag behind: alerts that arrive in this time are counted together.
const COUNT_TIMER_DELAY: SignedDuration = SignedDuration::from_secs(15);
/// A timer that is due this soon may already be running.
const TOO_NEAR: SignedDuration = SignedDuration::from_secs(2);

/// The storage that triage reads and writes.
pub trait Store: IncidentStore + SettingsSource + Changes + AlarmBudgets {}

impl<T: IncidentStore + SettingsSource + Changes + AlarmBudgets> Store for T {}

/// The dependencies of a batch.
#[derive(Debug)]
pub struct Deps<'a, T, M, C> {
    /// Incidents and settings.
    pub(crate) table: &'a T,
    timers: &'a M,
    /// The clock.
    pub(crate) clock: &'a C,
    /// The count timers that this process armed.
    armed: &'a ArmedCountTimers,
}

/// The count timers that this process armed, by incident.
#[derive(Debug, Default)]
pub struct ArmedCountTimers(Mutex<BTreeMap<IncidentId, Timestamp>>);

impl<'a, T: Store, M: Timers, C: Clock> Deps<'a, T, M, C> {
    /// Creates the dependencies from their parts.
    pub fn new(table: &'a T, timers: &'a M, clock: &'a C, armed: &'a ArmedCountTimers) -> Self {
        Self { table, timers, clock, armed }
    }

    /// Arms count timers for incidents. The counted alarms are finished only once this succeeds.
    pub(crate) async fn arm_count_timers(&self, incidents: &BTreeSet<IncidentId>) -> Result<()> {
        let now = self.clock.now();
        let wakes = self.armed.missing(incidents, now);
        if wakes.is_empty() {
            return Ok(());
        }
        for armed in self.timers.arm(&wakes, now).await {
            armed.context("arm a count timer")?;
        }
        self.armed.remember(wakes, now);
        Ok(())
    }
}

impl ArmedCountTimers {
    /// The incidents that have no timer yet.
    fn missing(&self, incidents: &BTreeSet<IncidentId>, now: Timestamp) -> Vec<Timer> {
        let armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let near = now.saturating_add(TOO_NEAR).unwrap_or(now);
        let due_at = now.saturating_add(COUNT_TIMER_DELAY).unwrap_or(now);
        let is_missing = |id: &&IncidentId| armed.get(*id).is_none_or(|at| *at <= near);
        let wake = |id: &IncidentId| Timer { incident_id: id.clone(), due_at };
        incidents.iter().filter(is_missing).map(wake).collect()
    }

    fn remember(&self, wakes: Vec<Timer>, now: Timestamp) {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        armed.retain(|_, at| *at > now);
        armed.extend(wakes.into_iter().map(|wake| (wake.incident_id, wake.due_at)));
    }
}
