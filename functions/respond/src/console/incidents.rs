//! The list of incidents: first what is open, however old it is, then the newest that are over.
//!
//! Must not leave anything out without a word.

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
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Incident, Status};
use callout_ports::{IncidentStore, OpenIncidents, PortError};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How far back the list of what is over goes. What is open is listed whatever its age.
const DAYS: i64 = 30;
/// The most incidents on one page that are over: a bad week must fit into this function's memory and into one answer.
const MOST: usize = 200;
/// The most open incidents on the page: with the longest titles they are half of the 6 MB that Lambda answers with.
const MOST_OPEN: usize = 1_000;
/// The most characters of a title in the list, where each takes up to five bytes as HTML; the incident's own page shows all.
const TITLE: usize = 400;

/// Lists the newest incidents.
pub(crate) async fn list<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (rules, actor) = enter(deps, &token).await?;
    let since = deps.now().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MIN);
    let open = deps.table().open_incidents(MOST_OPEN).await?;
    let (newest, _) = read(deps.table(), (since, Timestamp::MAX)).await?;
    let opened = deps.table().opened_count().await?;
    let reader = Reader { actor: &actor, rules: &rules, home: &token, now: deps.now() };
    Ok(page(StatusCode::OK, &IncidentsPage::newest(open, newest, opened, &reader)))
}

/// Lists the incidents that were opened before a time and are over; what is open stands on the first page.
pub(crate) async fn older<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, before)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let before = before.parse().map_err(|_| PageError::Refused)?;
    let deps = &*deps;
    let (rules, actor) = enter(deps, &token).await?;
    let (incidents, more) = read(deps.table(), (Timestamp::MIN, before)).await?;
    // Relative to the page, which lies two steps below the list.
    let home = format!("../../{token}");
    let reader = Reader { actor: &actor, rules: &rules, home: &home, now: deps.now() };
    Ok(page(StatusCode::OK, &IncidentsPage::older(incidents, more, &reader)))
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
const NOTHING_NEW: &str = "No incidents in the last 30 days.";
const NOTHING_OLDER: &str = "No older incidents that are over.";

#[derive(Template)]
#[template(path = "console/incidents.html")]
struct IncidentsPage {
    who: String,
    heading: String,
    caption: String,
    rows: Vec<Row>,
    /// What is said if there are none.
    nothing: &'static str,
    /// What is not shown, and how to see it.
    missing: Vec<String>,
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
    /// Of what is open and the newest, of so many that were ever opened.
    fn newest(open: OpenIncidents, newest: Vec<Incident>, opened: u64, reader: &Reader<'_>) -> Self {
        let oldest = newest.last().map_or(reader.now, |incident| incident.opened_at);
        let OpenIncidents { mut incidents, more } = open;
        let heading = heading(incidents.len() + more);
        let listed: BTreeSet<IncidentId> = incidents.iter().map(|incident| incident.id.clone()).collect();
        incidents.extend(newest.into_iter().filter(|incident| !listed.contains(&incident.id)));
        incidents.sort_by_key(|incident| !incident.is_open());
        let left = usize::try_from(opened).unwrap_or(usize::MAX).saturating_sub(incidents.len() + more);
        let older = (left > 0).then(|| format!("{}/before/{oldest}", reader.home));
        let caption = format!("Open ones first, then the newest of the last {DAYS} days");
        Self { missing: missing(more, left), older, ..Self::of(heading, caption, &incidents, reader) }
    }

    /// Of those opened before a time, newest first.
    fn older(mut incidents: Vec<Incident>, more: bool, reader: &Reader<'_>) -> Self {
        let oldest = incidents.last().map(|incident| incident.opened_at).filter(|_| more);
        let older = oldest.map(|at| format!("{}/before/{at}", reader.home));
        incidents.retain(|incident| !incident.is_open());
        let caption = format!("{MOST} at a time, newest first, without those that are open");
        Self {
            older,
            nothing: NOTHING_OLDER,
            ..Self::of("Older incidents".to_owned(), caption, &incidents, reader)
        }
    }

    fn of(heading: String, caption: String, incidents: &[Incident], reader: &Reader<'_>) -> Self {
        let names = Names(Some(reader.rules));
        let row = |incident: &Incident| Row {
            open: incident.is_open(),
            path: format!("{}/i/{}", reader.home, incident.id),
            header: IncidentHeader::of(incident, reader.now).with_title_of(TITLE),
            state: state(incident, &names),
        };
        let rows = incidents.iter().map(row).collect();
        Self {
            who: names.of(reader.actor),
            heading,
            caption,
            rows,
            nothing: NOTHING_NEW,
            missing: Vec::new(),
            older: None,
        }
    }
}

fn heading(open: usize) -> String {
    match open {
        0 => "No open incidents".to_owned(),
        1 => "One open incident".to_owned(),
        more => format!("{more} open incidents"),
    }
}

/// What is not shown, and how to see it.
fn missing(open: usize, older: usize) -> Vec<String> {
    let open = (open > 0).then(|| match open {
        1 => "1 more open incident is not shown: `callout incidents --open` lists all.".to_owned(),
        more => format!("{more} more open incidents are not shown: `callout incidents --open` lists all."),
    });
    let older = (older > 0).then(|| match older {
        1 => "1 older incident is not shown.".to_owned(),
        more => format!("{more} older incidents are not shown."),
    });
    open.into_iter().chain(older).collect()
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
