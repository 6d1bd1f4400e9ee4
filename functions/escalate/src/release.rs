//! Hands what an alert explained, and what still fires, to triage again, once that alert or its incident is over.
//!
//! Must not judge: triage does, as if these alarms fired now.

use crate::change_by::change_by;
use anyhow::{Context, Result};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Alert, AlertStatus, Command, Incident};
use callout_domain::settings::Rules;
use callout_ports::{AlertQueue, Clock, Found, IncidentStore, Lookup};
use std::collections::BTreeSet;

/// Releases what is due; returns whether something was. Doing it again releases nothing twice: triage passes over what it
/// has moved. While alerts are counted beside the incident, one that joins changes no snapshot, so the end of its cause may
/// have been missed: each look at the count looks at what is explained, too.
///
/// # Errors
/// The store or the queue failed, or others kept changing the incident; the timer comes again.
pub(crate) async fn release(
    incident: Incident,
    rules: &Rules,
    table: &impl IncidentStore,
    alerts: &impl AlertQueue,
    clock: &impl Clock,
) -> Result<bool> {
    // What is listed after this was read is a conflict: it may be explained by what is over.
    let send_what_is_due = async |incident: &Incident| {
        let is_due = incident.release_at.is_some_and(|at| at <= clock.now());
        let is_counting = incident.is_open() && incident.is_counting();
        if !(is_due || is_counting) {
            return Ok(None);
        }
        send(incident, table, alerts).await?;
        Ok(Some(Command::FinishRelease))
    };
    change_by(incident, rules, table, clock, send_what_is_due).await
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
