//! Hands what an alert explained, and what still fires, to triage again, once that alert or its incident is over.
//!
//! Must not judge: triage does, as if these alarms fired now.

use anyhow::{Context, Result, bail};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Actor, Alert, AlertStatus, Command, CommandInfo, Incident, decide};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{AlertQueue, Change, Clock, Commit, CommitError, Found, IncidentStore, Lookup};
use std::collections::BTreeSet;

/// How often it begins anew because the incident changed meanwhile.
const TRIES: usize = 12;

/// Releases what is due; returns whether something was. Doing it again releases nothing twice: triage passes over what it
/// has moved. While alerts are counted beside the incident, one that joins changes no snapshot, so the end of its cause may
/// have been missed: each look at the count looks at what is explained, too.
///
/// # Errors
/// The store or the queue failed, or others kept changing the incident; the timer comes again.
pub(crate) async fn release(
    mut incident: Incident,
    rules: &Rules,
    table: &impl IncidentStore,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<bool> {
    let id = incident.id.clone();
    for attempt in 0..TRIES {
        let is_due = incident.release_at.is_some_and(|at| at <= clock.now());
        let is_counting = incident.is_open() && incident.is_counting();
        if !(is_due || is_counting) {
            return Ok(false);
        }
        send(&incident, table, alerts).await?;
        let info = CommandInfo { by: Actor::system(), now: clock.now() };
        // What is listed after this was read is a conflict: it may be explained by what is over.
        let Ok(decided) = decide(&incident, &Command::FinishRelease, rules, &info) else { return Ok(false) };
        let change = Change { incident: decided.incident, events: decided.events };
        match table.commit(&Commit::of(change)).await {
            Ok(()) => return Ok(true),
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
            is_due(alert, incident, &causes).then(|| released(event, alert))
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

/// The event with which triage judges an alert anew.
fn released(event: AlarmEvent, alert: &Alert) -> AlarmEvent {
    let kind = AlarmKind::Release { no_data: event.kind.has_no_data(), version: alert.version };
    AlarmEvent { kind, changed_at: alert.changed_at, order: alert.order, ..event }
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
