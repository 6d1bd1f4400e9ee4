//! What a batch of alarms is worked on with, and what is remembered from batch to batch.

use anyhow::{Context, Result};
use callout_domain::ids::IncidentId;
use callout_ports::{Changes, Clock, IncidentStore, SettingsSource, Timers, Wake};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// How long counts may be behind: the wait for others to be counted in the same look.
const LOOK_AFTER: SignedDuration = SignedDuration::from_secs(15);
/// A look this near may already be under way.
const TOO_NEAR: SignedDuration = SignedDuration::from_secs(2);

/// What triage reads and writes.
pub trait Store: IncidentStore + SettingsSource + Changes {}

impl<T: IncidentStore + SettingsSource + Changes> Store for T {}

/// The outside world of a batch.
#[derive(Debug)]
pub struct Deps<'a, T, M, C> {
    /// Where incidents and settings are.
    pub(crate) table: &'a T,
    timers: &'a M,
    /// The clock.
    pub(crate) clock: &'a C,
    /// When counts will be looked at, as far as this process asked for it.
    armed: &'a ArmedCountTimers,
}

/// The timers that this process armed, by incident.
#[derive(Debug, Default)]
pub struct ArmedCountTimers(Mutex<BTreeMap<IncidentId, Timestamp>>);

impl<'a, T: Store, M: Timers, C: Clock> Deps<'a, T, M, C> {
    /// The dependencies from their parts.
    pub fn new(table: &'a T, timers: &'a M, clock: &'a C, armed: &'a ArmedCountTimers) -> Self {
        Self { table, timers, clock, armed }
    }

    /// Has the counts of incidents looked at soon. The alarms that were counted are done only when that is sure.
    pub(crate) async fn nudge(&self, incidents: &BTreeSet<IncidentId>) -> Result<()> {
        let now = self.clock.now();
        let wakes = self.armed.missing(incidents, now);
        if wakes.is_empty() {
            return Ok(());
        }
        for armed in self.timers.arm(&wakes, now).await {
            armed.context("arm the timer of a count")?;
        }
        self.armed.remember(wakes, now);
        Ok(())
    }
}

impl ArmedCountTimers {
    /// The timers that are not armed yet.
    fn missing(&self, incidents: &BTreeSet<IncidentId>, now: Timestamp) -> Vec<Wake> {
        let armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let near = now.saturating_add(TOO_NEAR).unwrap_or(now);
        let due_at = now.saturating_add(LOOK_AFTER).unwrap_or(now);
        let is_missing = |id: &&IncidentId| armed.get(*id).is_none_or(|at| *at <= near);
        let wake = |id: &IncidentId| Wake { incident_id: id.clone(), due_at };
        incidents.iter().filter(is_missing).map(wake).collect()
    }

    fn remember(&self, wakes: Vec<Wake>, now: Timestamp) {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        armed.retain(|_, at| *at > now);
        armed.extend(wakes.into_iter().map(|wake| (wake.incident_id, wake.due_at)));
    }
}
