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
use callout_ports::IncidentStore as _;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far back the list goes.
const DAYS: i64 = 30;

/// Lists incidents.
pub(crate) async fn list<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (rules, actor) = enter(deps, &token).await?;
    let since = deps.now().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MIN);
    let mut incidents = deps.table().opened_since(since).await?;
    incidents.sort_by_key(|incident| !incident.is_open());
    let reader = Reader { actor: &actor, rules: &rules, home: &token, now: deps.now() };
    Ok(page(StatusCode::OK, &IncidentsPage::of(&incidents, &reader, DAYS)))
}

/// The list.
#[derive(Template)]
#[template(path = "console/incidents.html")]
struct IncidentsPage {
    who: String,
    heading: String,
    days: i64,
    rows: Vec<Row>,
}

struct Row {
    open: bool,
    path: String,
    header: IncidentHeader,
    state: String,
}

impl IncidentsPage {
    fn of(incidents: &[Incident], reader: &Reader<'_>, days: i64) -> Self {
        let names = Names(Some(reader.rules));
        let heading = match incidents.iter().filter(|incident| incident.is_open()).count() {
            0 => "No open incidents".to_owned(),
            1 => "One open incident".to_owned(),
            more => format!("{more} open incidents"),
        };
        let row = |incident: &Incident| Row {
            open: incident.is_open(),
            path: format!("{}/i/{}", reader.home, incident.id),
            header: IncidentHeader::of(incident, reader.now),
            state: state(incident, &names),
        };
        let rows = incidents.iter().map(row).collect();
        Self { who: names.of(reader.actor), heading, days, rows }
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
