//! Counts the alerts of an incident that a person reopened: what ended, or fired again elsewhere, while it was over is not in its
//! count.
//!
//! Must not resolve it: whoever reopened it has it.

use crate::change_by::change_by;
use anyhow::{Context, Result};
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Alert, AlertStatus, Command, Incident, alert_rows};
use callout_domain::settings::Rules;
use callout_ports::{Clock, IncidentStore};
use std::collections::{BTreeMap, BTreeSet};

/// Counts them, if that is due; returns whether it was. What joins or clears while they are read is a conflict.
///
/// # Errors
/// The store failed, or others kept changing the incident; the timer comes again.
pub(crate) async fn recount_alerts(
    incident: Incident,
    rules: &Rules,
    table: &impl IncidentStore,
    clock: &impl Clock,
) -> Result<bool> {
    let count = async |incident: &Incident| match incident.recount_at.filter(|at| *at <= clock.now()) {
        Some(_) => Ok(Some(Command::Recount { firing: firing(incident, table).await? })),
        None => Ok(None),
    };
    change_by(incident, rules, table, clock, count).await
}

/// How many of its alerts fire, by source.
pub(crate) async fn firing(incident: &Incident, table: &impl IncidentStore) -> Result<BTreeMap<String, u32>> {
    let record = table.record(&incident.id).await.context("read the events of an incident")?;
    let keys: BTreeSet<AlertKey> = alert_rows(&record.events).into_iter().map(|row| row.key).collect();
    let alerts = table.alerts(&keys).await.context("read the alerts of an incident")?;
    let fires =
        |alert: &&Alert| alert.status == AlertStatus::Open && alert.incident.as_ref() == Some(&incident.id);
    let mut firing = BTreeMap::new();
    alerts.values().filter(fires).for_each(|alert| *firing.entry(alert.source.clone()).or_default() += 1);
    Ok(firing)
}
