//! The list of incidents.

use super::access::enter;
use super::reader::Reader;
use crate::web::deps::Ports;
use crate::web::error::PageError;
use crate::web::layout::page;
use crate::web::parts::{IncidentHeader, Names};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::incident::{Incident, Status};
use callout_ports::{IncidentStore, PortError};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far back the list goes.
const DAYS: i64 = 30;
/// The most incidents on one page: a bad week must fit into this function's memory and into one answer.
const MOST: usize = 200;

/// Lists the newest incidents.
pub(crate) async fn list<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    show(&*deps, &token, None).await
}

/// Lists the incidents that were opened before a time.
pub(crate) async fn older<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, before)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let before = before.parse().map_err(|_| PageError::Refused)?;
    show(&*deps, &token, Some(before)).await
}

async fn show<P: Ports>(deps: &P, token: &str, before: Option<Timestamp>) -> Result<Response, PageError> {
    let (rules, actor) = enter(deps, token).await?;
    let since = deps.now().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MIN);
    let between = (since, before.unwrap_or(Timestamp::MAX));
    let (incidents, more) = read(deps.table(), between).await?;
    // Relative to the page: that of older ones lies two steps below the list.
    let home = if before.is_some() { format!("../../{token}") } else { token.to_owned() };
    let reader = Reader { actor: &actor, rules: &rules, home: &home, now: deps.now() };
    Ok(page(StatusCode::OK, &IncidentsPage::of(incidents, more, &reader, before.is_some())))
}

/// The incidents of a page, newest first, and whether there are older ones. A page ends between two instants, because the next
/// one begins before the last that is shown: what opened at one instant stands on one page.
async fn read(
    table: &impl IncidentStore,
    (since, before): (Timestamp, Timestamp),
) -> Result<(Vec<Incident>, bool), PortError> {
    let mut incidents = table.newest_opened((since, before), MOST + 1).await?;
    let Some(left_out) = incidents.get(MOST).map(|incident| incident.opened_at) else {
        return Ok((incidents, false));
    };
    incidents.retain(|incident| incident.opened_at > left_out);
    if incidents.is_empty() {
        // More than a page opened at once.
        incidents = table.newest_opened((left_out, before), usize::MAX).await?;
    }
    Ok((incidents, true))
}

/// The list.
#[derive(Template)]
#[template(path = "console/incidents.html")]
struct IncidentsPage {
    who: String,
    heading: String,
    caption: String,
    rows: Vec<Row>,
    /// Where those before the oldest one here are, if there are any.
    older: Option<String>,
}

struct Row {
    open: bool,
    path: String,
    header: IncidentHeader,
    state: String,
}

impl IncidentsPage {
    /// Of incidents, newest first.
    fn of(mut incidents: Vec<Incident>, more: bool, reader: &Reader<'_>, are_older: bool) -> Self {
        let names = Names(Some(reader.rules));
        let oldest = incidents.last().map(|incident| incident.opened_at).filter(|_| more);
        incidents.sort_by_key(|incident| !incident.is_open());
        let row = |incident: &Incident| Row {
            open: incident.is_open(),
            path: format!("{}/i/{}", reader.home, incident.id),
            header: IncidentHeader::of(incident, reader.now),
            state: state(incident, &names),
        };
        Self {
            who: names.of(reader.actor),
            heading: heading(&incidents, are_older),
            caption: caption(are_older || more),
            rows: incidents.iter().map(row).collect(),
            older: oldest.map(|at| format!("{}/before/{at}", reader.home)),
        }
    }
}

fn heading(incidents: &[Incident], are_older: bool) -> String {
    let open = incidents.iter().filter(|incident| incident.is_open()).count();
    match (open, are_older) {
        (0, false) => "No open incidents".to_owned(),
        (1, false) => "One open incident".to_owned(),
        (more, false) => format!("{more} open incidents"),
        (0, true) => "Older incidents".to_owned(),
        (open, true) => format!("Older incidents, {open} of them open"),
    }
}

fn caption(in_part: bool) -> String {
    if in_part {
        format!("{MOST} at a time, open ones first")
    } else {
        format!("The last {DAYS} days, open ones first")
    }
}

fn state(incident: &Incident, names: &Names<'_>) -> String {
    match (incident.status, &incident.acknowledgement) {
        (Status::Triggered, _) => "Triggered, not acknowledged".to_owned(),
        (Status::Acknowledged, Some(acknowledgement)) => {
            format!("Acknowledged by {}", names.of(&acknowledgement.by))
        }
        (Status::Acknowledged, None) => "Acknowledged".to_owned(),
        (Status::Resolved, _) => "Resolved".to_owned(),
    }
}
