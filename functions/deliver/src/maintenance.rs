//! Looks each minute for what the page says of maintenance that was not handed on to subscribers.
//!
//! No event tells of it: much of it is the clock's. The settings and the clock say when the page is worth reading.

use crate::deps::Ports;
use crate::shown::unless_corrupt;
use anyhow::{Context as _, Result};
use callout_domain::status::planned;
use callout_ports::{
    Clock as _, CommitError, DeliveryQueue as _, DeliveryTask, Mailboxes as _, PageDocuments as _,
    SettingsSource as _,
};

/// Queues a task for each window of which there is news; whoever gets it twice is told once.
pub(crate) async fn look(deps: &impl Ports) -> Result<()> {
    let (table, now) = (deps.table(), deps.clock().now());
    let rules = table.rules().await.context("read the settings")?;
    // The page changes no more until they can be read again.
    if rules.are_unreadable() || rules.settings().status_page.is_none() {
        return Ok(());
    }
    let planned = planned(rules.settings(), now);
    let noted = unless_corrupt(table.announced().await, None);
    let Some(mut announced) = noted.context("read how far maintenance was announced")? else { return Ok(()) };
    if announced.is_current(&planned, now) {
        return Ok(());
    }
    let page = unless_corrupt(table.page().await, None);
    let Some(page) = page.context("read the page's document")? else { return Ok(()) };
    let news = announced.news(&page, now).into_iter();
    let tasks: Vec<DeliveryTask> = news
        .map(|window| DeliveryTask::TellSubscribers { about: window.clone().into(), after: None })
        .collect();
    if !tasks.is_empty() {
        let sent = deps.queue().send_tasks(&tasks).await;
        sent.into_iter().collect::<Result<Vec<()>, _>>().context("queue news of maintenance")?;
    }
    // Afterwards: a process that dies before hands it on again, and none of it is lost.
    if !announced.take(&page, &planned, now) {
        return Ok(());
    }
    announced.version += 1;
    match table.save_announced(&announced).await {
        // Whoever looked at the same time noted the same, or the next look does.
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(CommitError::Port(error)) => Err(error).context("note how far maintenance was announced"),
    }
}
