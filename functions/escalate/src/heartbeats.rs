//! Heartbeats that are silent: triage is told once of each silence.
//!
//! Pages nobody itself, and must not stand in the way of the sweep.

use anyhow::{Context, Result};
use callout_domain::heartbeat::{Heartbeat, Pulse};
use callout_domain::ids::HeartbeatName;
use callout_ports::{AlertQueue, Clock, CommitError, Heartbeats, SettingsSource};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The most heartbeats that one minute works on; the next minute finds the rest.
const MOST: usize = 100;

/// The heartbeats as this process saw them in the settings last. When they differ, what is stored of each is reckoned
/// anew; a process that has just started does so once.
#[derive(Debug, Default)]
pub struct KnownHeartbeats(Mutex<BTreeMap<HeartbeatName, Heartbeat>>);

impl KnownHeartbeats {
    fn is(&self, wanted: &BTreeMap<HeartbeatName, Heartbeat>) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == *wanted
    }

    fn set(&self, wanted: &BTreeMap<HeartbeatName, Heartbeat>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(wanted);
    }
}

/// Tells triage of every heartbeat that fell silent; says of how many.
///
/// # Errors
/// The store or the queue failed for at least one; the next minute finds it again.
pub async fn look<T>(
    table: &T,
    alerts: &impl AlertQueue,
    seen: &KnownHeartbeats,
    clock: &impl Clock,
) -> Result<usize>
where
    T: SettingsSource + Heartbeats,
{
    let rules = table.rules().await.context("read the settings")?;
    let wanted = &rules.settings().heartbeats;
    if !seen.is(wanted) {
        reckon_anew(table, wanted).await?;
        seen.set(wanted);
    }
    if wanted.is_empty() {
        return Ok(0);
    }
    let now = clock.now();
    let due = table.due_pulses(now, MOST).await.context("look for silent heartbeats")?;
    let (mut told, mut failed) = (0, None);
    for name in &due {
        match look_at(name, wanted.get(name), table, alerts, now).await {
            Ok(silent) => told += usize::from(silent),
            // A sign of life came meanwhile.
            Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => failed = Some(error),
        }
    }
    failed.map_or(Ok(told), |error| Err(error).context("tell triage of a silent heartbeat"))
}

/// Moves what is due to where the settings, as they are now, want it. Silence that was told stays told.
async fn reckon_anew<T: Heartbeats>(table: &T, wanted: &BTreeMap<HeartbeatName, Heartbeat>) -> Result<()> {
    let names: Vec<HeartbeatName> = wanted.keys().cloned().collect();
    for pulse in table.pulses(&names).await.context("read when heartbeats were heard")? {
        let heartbeat = wanted.get(&pulse.name).filter(|heartbeat| !heartbeat.muted);
        let due_at = heartbeat.map(|heartbeat| heartbeat.due_at(pulse.heard_at));
        if pulse.missed_at.is_some() || pulse.due_at == due_at {
            continue;
        }
        match table.save_pulse(&pulse.looked_at(due_at)).await {
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => return Err(error).context("reckon a heartbeat anew"),
        }
    }
    Ok(())
}

/// Whether it is silent; then triage knows. That it is late is stored before triage is told, so that a sign of life
/// after that takes the silence back; that triage was told is stored after, so that a crash tells it again.
async fn look_at<T: Heartbeats>(
    name: &HeartbeatName,
    heartbeat: Option<&Heartbeat>,
    table: &T,
    alerts: &impl AlertQueue,
    now: Timestamp,
) -> Result<bool, CommitError> {
    let Some(pulse) = table.pulse(name).await?.filter(|pulse| pulse.due_at.is_some()) else {
        return Ok(false);
    };
    let Some(heartbeat) = heartbeat.filter(|heartbeat| !heartbeat.muted) else {
        table.save_pulse(&pulse.looked_at(None)).await?;
        return Ok(false);
    };
    let due_at = heartbeat.due_at(pulse.heard_at);
    if due_at > now && pulse.missed_at.is_none() {
        table.save_pulse(&pulse.looked_at(Some(due_at))).await?;
        return Ok(false);
    }
    let late = match pulse.missed_at {
        Some(_) => pulse,
        None => late(&pulse, due_at, table).await?,
    };
    let missed_at = late.missed_at.unwrap_or(due_at);
    for sent in alerts.send(&[heartbeat.silence(&late, missed_at)]).await {
        sent?;
    }
    tracing::warn!(heartbeat = name.as_str(), heard_at = %late.heard_at, "a heartbeat is silent");
    table.save_pulse(&late.looked_at(None)).await?;
    Ok(true)
}

async fn late<T: Heartbeats>(pulse: &Pulse, due_at: Timestamp, table: &T) -> Result<Pulse, CommitError> {
    let late = pulse.missed(due_at);
    table.save_pulse(&late).await?;
    Ok(late)
}
