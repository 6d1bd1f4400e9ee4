//! What the table says about the drill's incident.
//! Must not change it.

use crate::deployment::Deployment;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::Incident;
use callout_ports::{IncidentStore as _, Lookup, Record};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often the table is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until the drill's alert has an incident.
pub(super) async fn incident(
    deployment: &Deployment,
    alert: &AlertKey,
    most: Duration,
) -> Result<IncidentId> {
    let wanted = Lookup { alerts: BTreeSet::from([alert.clone()]), ..Lookup::default() };
    let look = async || {
        let mut found = deployment.table.find(&wanted).await.with_context(|| deployment.unreachable())?;
        Ok(found.alerts.remove(alert).and_then(|alert| alert.incident))
    };
    until(most, look, "no incident opened").await
}

/// Waits until the record of an incident shows something.
pub(super) async fn record<T>(
    deployment: &Deployment,
    id: &IncidentId,
    most: Duration,
    shows: impl Fn(&Record) -> Option<T>,
    otherwise: &str,
) -> Result<T> {
    let look = async || {
        let record = deployment.table.record(id).await.with_context(|| deployment.unreachable())?;
        Ok(shows(&record))
    };
    until(most, look, otherwise).await
}

/// The incident as it is now.
pub(super) async fn now(deployment: &Deployment, id: &IncidentId) -> Result<Incident> {
    let incident = deployment.table.incident(id).await.with_context(|| deployment.unreachable())?;
    incident.with_context(|| format!("there is no incident {id} any more"))
}

async fn until<T>(most: Duration, look: impl AsyncFn() -> Result<Option<T>>, otherwise: &str) -> Result<T> {
    let give_up = Instant::now() + most;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if Instant::now() > give_up {
            bail!("{otherwise} within {} s", most.as_secs());
        }
        sleep(LOOK).await;
    }
}
