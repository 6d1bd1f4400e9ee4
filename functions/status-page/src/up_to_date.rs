//! Brings the page's document up to date with the settings and the clock, and what they bring to an end into its month.

use crate::save::{TRIES, change, saved};
use anyhow::{Context as _, Result, bail};
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::{MaintenanceWindow, Month, PageDocument, Planned};
use callout_lambda::after_conflict;
use callout_ports::{Clock, PageDocuments};
use std::collections::BTreeSet;

/// The page's document, which knows since when each component is watched, what the main page does not show, and what maintenance
/// there is; and the months that changed.
pub(crate) async fn up_to_date(
    settings: &StatusPageSettings,
    planned: &[Planned],
    table: &impl PageDocuments,
    clock: &impl Clock,
) -> Result<(PageDocument, BTreeSet<Month>)> {
    let today = clock.now().to_zoned(settings.time_zone()).date();
    let mut changed = BTreeSet::new();
    for tried in 0..TRIES {
        let before = table.page().await.context("load the page's document")?;
        let mut page = before.clone();
        let is_news = [
            page.watch(settings.components.keys(), today),
            page.keep_off(&settings.components),
            page.follow_maintenance(planned, clock.now()),
        ];
        if !is_news.contains(&true) {
            return Ok((page, changed));
        }
        // Before the document: whoever reads it finds them in their months, and a process that dies between does both again.
        for window in page.completed_since(&before) {
            changed.insert(keep(&window, table).await?);
        }
        // All are one change.
        page.version = before.version + 1;
        if saved(table.save_page(&page).await, "save the page's document")? {
            return Ok((page, changed));
        }
        after_conflict(tried).await;
    }
    bail!("every one of {TRIES} tries to save the page's document met a conflict")
}

/// Keeps maintenance that was completed in its month, which outlasts the page's document.
async fn keep(window: &MaintenanceWindow, table: &impl PageDocuments) -> Result<Month> {
    let month = Month::of(window.from);
    change("the month of maintenance", async || {
        let mut document = table.month(month).await.context("load the month of maintenance")?;
        if !document.take_window(window) {
            return Ok(true);
        }
        saved(table.save_month(&document).await, "save the month of maintenance")
    })
    .await?;
    Ok(month)
}
