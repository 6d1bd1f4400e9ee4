//! Hands what an alert explained, and what still fires, to triage again, once that alert or its incident is over.
//!
//! Must not judge: triage does, as if these alarms fired now.

use anyhow::{Context, Result, bail};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Actor, Alert, AlertStatus, Command, CommandInfo, Incident, decide};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{AlertQueue, Change, Clock, Commit, CommitError, Found, IncidentStore, Lookup};
use std::collections::BTreeSet;

/// How often it begins anew because the incident changed meanwhile.
const TRIES: usize = 12;

/// Releases what is due. Returns the incident afterwards. Doing it again releases nothing twice: triage passes over what
/// it has moved.
///
/// # Errors
/// The store or the queue failed, or others kept changing the incident; the timer comes again.
pub(crate) async fn release(
    mut incident: Incident,
    rules: &Rules,
    table: &impl IncidentStore,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<Incident> {
    let id = incident.id.clone();
    for attempt in 0..TRIES {
        if incident.release_at.is_none_or(|at| at > clock.now()) {
            return Ok(incident);
        }
        send(&incident, table, alerts).await?;
        let info = CommandInfo { by: Actor::system(), now: clock.now() };
        // What joins after this was read is a conflict: it may be explained by what is over.
        let Ok(decided) = decide(&incident, &Command::FinishRelease, rules, &info) else {
            return Ok(incident);
        };
        let change = Change { incident: decided.incident.clone(), events: decided.events };
        match table.commit(&Commit::of(change)).await {
            Ok(()) => return Ok(decided.incident),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("record what was released"),
        }
        let latest = table.incident(&id).await.context("load the incident")?;
        incident = latest.with_context(|| format!("there is no incident {id}"))?;
    }
    bail!("others changed {id} again and again meanwhile; try again")
}

async fn send(incident: &Incident, table: &impl IncidentStore, alerts: &impl AlertQueue) -> Result<()> {
    let explained = table.explained(&incident.id).await.context("read what was explained")?;
    if explained.is_empty() {
        return Ok(());
    }
    let own = explained.iter().map(AlarmEvent::alert_key).collect();
    let found = find(table, own).await?;
    let causes = found.alerts.values().filter_map(|alert| alert.explained_by.clone()).collect();
    let causes = find(table, causes).await?;
    let due: Vec<AlarmEvent> = explained
        .into_iter()
        .filter_map(|event| {
            let alert = found.alerts.get(&event.alert_key())?;
            is_due(alert, incident, &causes).then_some(AlarmEvent { changed_at: alert.changed_at, ..event })
        })
        .collect();
    for sent in alerts.send(&due).await {
        sent.context("hand an alarm to triage")?;
    }
    tracing::info!(
        incident.id = incident.id.as_str(),
        alarms = due.len(),
        "what was explained is judged anew"
    );
    Ok(())
}

async fn find(table: &impl IncidentStore, alerts: BTreeSet<AlertKey>) -> Result<Found> {
    table.find(&Lookup { alerts, ..Lookup::default() }).await.context("read the alerts of an incident")
}

/// Whether an alert still fires in the incident, and nothing there explains it any more.
fn is_due(alert: &Alert, incident: &Incident, causes: &Found) -> bool {
    let fires_in = |alert: &Alert, id: &IncidentId| {
        alert.status == AlertStatus::Open && alert.incident.as_ref() == Some(id)
    };
    let Some(cause) = alert.explained_by.as_ref().filter(|_| fires_in(alert, &incident.id)) else {
        return false;
    };
    let explains = causes.alerts.get(cause).is_some_and(|cause| fires_in(cause, &incident.id));
    !incident.is_open() || !explains
}
