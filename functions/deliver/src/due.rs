//! Looks each minute for whoever waits for a message whose time has come.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_ports::{Clock as _, DeliveryQueue as _, DeliveryTask, Mailboxes as _};

/// How many are queued at once: above what two processes send in a minute, and what is left comes a minute later.
const MOST: usize = 1_000;

/// Queues a task for each.
pub(crate) async fn look(deps: &impl Ports) -> Result<()> {
    let table = deps.table();
    let due = table.due_mailboxes(deps.clock().now(), MOST).await.context("find who waits")?;
    if due.is_empty() {
        return Ok(());
    }
    let task = |subscriber| DeliveryTask::TellSubscriber { subscriber, about: None };
    let tasks: Vec<DeliveryTask> = due.into_iter().map(task).collect();
    let sent = deps.queue().send_tasks(&tasks).await;
    sent.into_iter().collect::<Result<Vec<()>, _>>().context("queue who waits")?;
    Ok(())
}
