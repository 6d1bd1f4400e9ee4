//! Missed heartbeats: sends triage one event for each.
//!
//! Pages nobody itself, and must not block the sweep.

use anyhow::{Context, Result};
use callout_domain::heartbeat::{Heartbeat, HeartbeatState};
use callout_domain::ids::HeartbeatName;
use callout_ports::{AlertQueue, Clock, CommitError, Heartbeats, SettingsSource};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The most heartbeats that one minute handles; the next minute handles the rest.
const MOST: usize = 100;

/// The heartbeats of the settings as this process last read them. When they change, the stored deadlines are
/// recomputed; a new process does so once.
#[derive(Debug, Default)]
pub struct KnownHeartbeats(Mutex<BTreeMap<HeartbeatName, Heartbeat>>);

impl KnownHeartbeats {
    fn is(&self, configured: &BTreeMap<HeartbeatName, Heartbeat>) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == *configured
    }

    fn set(&self, configured: &BTreeMap<HeartbeatName, Heartbeat>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone_from(configured);
    }
}

/// Sends triage an event for every missed heartbeat; returns how many.
///
/// # Errors
/// The store or the queue failed for at least one; the next minute finds it again.
pub async fn report_missed_heartbeats<T>(
    table: &T,
    alerts: &impl AlertQueue,
    seen: &KnownHeartbeats,
    clock: &impl Clock,
) -> Result<usize>
where
    T: SettingsSource + Heartbeats,
{
    let rules = table.rules().await.context("read the settings")?;
    let configured = &rules.settings().heartbeats;
    let now = clock.now();
    // What is due by the settings of before is missed all the same.
    let recomputed = match seen.is(configured) {
        true => Ok(()),
        false => recompute_deadlines(table, configured, now).await.map(|()| seen.set(configured)),
    };
    if configured.is_empty() {
        return recomputed.map(|()| 0);
    }
    let due = table.due_heartbeats(now, MOST).await.context("find missed heartbeats")?;
    let (mut reported, mut failed) = (0, None);
    for name in &due {
        match check(name, configured.get(name), table, alerts, now).await {
            Ok(silent) => reported += usize::from(silent),
            // A ping arrived meanwhile.
            Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => failed = Some(error),
        }
    }
    recomputed?;
    failed.map_or(Ok(reported), |error| Err(error).context("report a missed heartbeat to triage"))
}

/// Moves deadlines to where the current settings put them. A miss that was reported stays reported.
async fn recompute_deadlines<T: Heartbeats>(
    table: &T,
    configured: &BTreeMap<HeartbeatName, Heartbeat>,
    now: Timestamp,
) -> Result<()> {
    let names: Vec<HeartbeatName> = configured.keys().cloned().collect();
    for beat in table.heartbeat_states(&names).await.context("read the last pings of heartbeats")? {
        if beat.missed_at.is_some() {
            continue;
        }
        let heartbeat = configured.get(&beat.name).filter(|heartbeat| !heartbeat.muted);
        let changed = beat.by_settings(heartbeat, now);
        if beat.due_at == changed.due_at {
            continue;
        }
        match table.save_heartbeat_state(&changed).await {
            Ok(()) | Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => return Err(error).context("recompute a heartbeat's deadline"),
        }
    }
    Ok(())
}

/// Returns whether it was missed and reported to triage. The miss is stored before the report, so that a later ping
/// resolves it; the report is stored after it was sent, so that a crash sends it again.
async fn check<T: Heartbeats>(
    name: &HeartbeatName,
    heartbeat: Option<&Heartbeat>,
    table: &T,
    alerts: &impl AlertQueue,
    now: Timestamp,
) -> Result<bool, CommitError> {
    let Some(beat) = table.heartbeat_state(name).await?.filter(|beat| beat.due_at.is_some()) else {
        return Ok(false);
    };
    let Some(heartbeat) = heartbeat.filter(|it| !it.muted) else {
        // When a muted one that cannot be read was due is known by its place among those due alone.
        if beat.is_readable() || heartbeat.is_none() {
            table.save_heartbeat_state(&beat.with_next_check(None)).await?;
        }
        return Ok(false);
    };
    let (late, missed_at) = match beat.missed_at {
        Some(missed_at) => (beat, missed_at),
        None => {
            let due_at = beat.due_by(heartbeat);
            if due_at > now {
                table.save_heartbeat_state(&beat.with_next_check(Some(due_at))).await?;
                return Ok(false);
            }
            (late(&beat, due_at, table).await?, due_at)
        }
    };
    for sent in alerts.send(&[heartbeat.missed_event(&late, missed_at)]).await {
        sent?;
    }
    tracing::warn!(heartbeat = name.as_str(), last_ping_at = %late.last_ping_at, "a heartbeat was missed");
    table.save_heartbeat_state(&late.with_next_check(None)).await?;
    Ok(true)
}

async fn late<T: Heartbeats>(
    beat: &HeartbeatState,
    due_at: Timestamp,
    table: &T,
) -> Result<HeartbeatState, CommitError> {
    let late = beat.missed(due_at);
    table.save_heartbeat_state(&late).await?;
    Ok(late)
}
