//! From one change to those who want to hear of it: a task for each, part after part.
//!
//! Sends no message itself, so that a list of any length is read in time.

use crate::deps::Ports;
use crate::shown;
use anyhow::{Context as _, Result};
use callout_domain::ids::{IncidentId, MaintenanceId, SubscriberId};
use callout_domain::subscriber::ShownId;
use callout_ports::{DeliveryQueue as _, DeliveryTask, Listed, Mailboxes as _};

/// How many subscribers one task looks at: two reads and twenty sends, far within an invocation.
const PART: usize = 200;

/// Queues a task for each subscriber behind one of them who wants to hear of something that the page shows, and one for the rest.
pub(crate) async fn to_subscribers(
    about: &ShownId,
    after: Option<&SubscriberId>,
    deps: &impl Ports,
) -> Result<()> {
    let table = deps.table();
    let Some(public) = shown::one(about, deps).await? else { return Ok(()) };
    let part = table.listed_subscribers(Listed::Active, after, PART).await.context("read subscribers")?;
    let Some(last) = part.last() else { return Ok(()) };
    let rest = DeliveryTask::TellSubscribers { about: about.clone(), after: Some(last.id.clone()) };
    let wanting = part.iter().filter(|one| one.wanted.includes(&public));
    let each = wanting
        .map(|one| DeliveryTask::TellSubscriber { subscriber: one.id.clone(), about: Some(about.clone()) });
    let tasks: Vec<DeliveryTask> = [rest].into_iter().chain(each).collect();
    tracing::info!(
        incident.id = about.incident().map(IncidentId::as_str),
        maintenance.id = about.maintenance().map(MaintenanceId::as_str),
        subscribers = tasks.len() - 1,
        "subscribers are told"
    );
    // Whoever gets a task twice is told once.
    let sent = deps.queue().send_tasks(&tasks).await;
    sent.into_iter().collect::<Result<Vec<()>, _>>().context("queue what subscribers are told")?;
    Ok(())
}
