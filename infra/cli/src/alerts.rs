//! What fires: the alerts of an incident, or of all that are open.
//! Must not change anything, and must not take a count for a list.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print::Layout;
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_domain::alarm::clip;
use callout_domain::incident::{Alert, AlertRow, EventRecord, Incident, alert_rows};
use callout_domain::timeline::by_service;
use callout_formats::alert_page;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore as _};
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

/// How many incidents are read at once: an on-call person waits for the list, the table does not mind.
const AT_ONCE: usize = 8;

/// The column of summaries.
const ALERT: usize = 4;

/// How much of a summary tells which alert it is.
const TITLE: usize = 40;

/// Lists the alerts of one incident, those that fire first; or what fires in all that are open.
///
/// # Errors
/// There is no such incident, or the table does not answer.
pub async fn list(common: &DeploymentOptions, wanted: Option<&str>) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let incidents = match wanted {
        Some(wanted) => vec![deployment.incident(wanted).await?],
        None => deployment.open_worst_first().await?,
    };
    let read = |incident| of_incident(&deployment, incident);
    let read: Vec<Vec<AlertRow>> =
        futures::stream::iter(&incidents).map(read).buffered(AT_ONCE).try_collect().await?;
    let mut rows: Vec<AlertRow> = read.into_iter().flatten().collect();
    if wanted.is_none() {
        rows.retain(|row| row.state.fires());
    }
    if common.json {
        return print::json(&rows);
    }
    match (rows.is_empty(), wanted) {
        (true, None) => print::line("Nothing fires."),
        (true, Some(wanted)) => print::line(format!("No alerts of {wanted} are listed.")),
        (false, _) => print::line(table(&rows, SystemClock.now())),
    }
    // Below the table: in a column an address is broken, and no terminal opens it.
    rows.iter().filter_map(place).for_each(print::line);
    incidents.iter().filter_map(not_listed).for_each(print::aside);
    Ok(())
}

async fn of_incident(deployment: &Deployment, incident: &Incident) -> Result<Vec<AlertRow>> {
    let record = deployment.table.record(&incident.id).await.with_context(|| deployment.unreachable())?;
    of_events(deployment, incident, &record.events).await
}

/// The alerts of an incident by its events: those that fire first.
pub(crate) async fn of_events(
    deployment: &Deployment,
    incident: &Incident,
    events: &[EventRecord],
) -> Result<Vec<AlertRow>> {
    let mut rows = alert_rows(events);
    let alerts = rows.iter().map(|row| row.key.clone()).collect();
    let stored = deployment.table.alerts(&alerts).await.with_context(|| deployment.unreachable())?;
    let page = |alert: &Alert| alert_page(&alert.source, &alert.dedup_key);
    AlertRow::complete(&mut rows, &incident.id, &stored, page);
    Ok(rows)
}

/// A table of alerts.
pub(crate) fn table(rows: &[AlertRow], now: Timestamp) -> String {
    let since = clock::heading("since");
    let rows = rows.iter().map(|row| {
        let colour = if row.state.fires() { AnsiColor::Red } else { AnsiColor::Green };
        let times =
            if row.count > 1 { format!("{} (×{})", row.summary, row.count) } else { row.summary.clone() };
        [
            format!("#{}", row.incident),
            print::coloured(row.state.words(), colour),
            clock::bare_minute(row.since),
            if row.state.fires() { clock::age(now.duration_since(row.since)) } else { String::new() },
            times,
            row.source.clone(),
        ]
    });
    let headings = ["", "state", &since, "age", "alert", "source"];
    print::table_text(headings, rows, Layout { widest: Some(ALERT), whole: &[0, 1], is_cut: false })
}

/// Where an alert that fires comes from.
fn place(row: &AlertRow) -> Option<String> {
    let link = row.link.as_ref().filter(|_| row.state.fires())?;
    Some(format!("#{} {}: {link}", row.incident, clip(&row.summary, TITLE)))
}

/// What was only counted.
pub(crate) fn not_listed(incident: &Incident) -> Option<String> {
    let counter = incident.counted.as_ref()?;
    let of = if counter.services.len() > 1 { format!(": {}", by_service(counter)) } else { String::new() };
    Some(format!("#{}: {} more alerts were counted, not listed{of}", incident.number, counter.total))
}
