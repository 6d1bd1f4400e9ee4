//! The console: all incidents of the last days, and everything a person can do about one of them.

mod form;
mod view;

use crate::access::{claim, operator};
use crate::act::{Order, Outcome, act, load};
use crate::answer::{Failure, page, see};
use crate::page::Names;
use crate::router::Ports;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Actor;
use callout_domain::link::Action;
use callout_domain::settings::Rules;
use callout_ports::{IncidentStore as _, Rulebook as _};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use view::{IncidentPage, IncidentsPage, Reader};

/// How far back the list goes.
const DAYS: i64 = 30;

/// Lists incidents.
pub(crate) async fn list<P: Ports>(
    State(desk): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let (rules, actor) = enter(desk, &token).await?;
    let since = desk.now().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(Timestamp::MIN);
    let mut incidents = desk.table().opened_since(since).await?;
    incidents.sort_by_key(|incident| !incident.is_open());
    let reader = Reader { actor: &actor, rules: &rules, home: &token, now: desk.now() };
    Ok(page(StatusCode::OK, &IncidentsPage::of(&incidents, &reader, DAYS)))
}

/// Shows one incident.
pub(crate) async fn show<P: Ports>(
    State(desk): State<Arc<P>>,
    Path((token, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let (rules, actor) = enter(desk, &token).await?;
    let incident = load(desk, &IncidentId(id)).await?;
    let record = desk.table().record(&incident.id).await?;
    let reader = Reader { actor: &actor, rules: &rules, home: &home_of(&token), now: desk.now() };
    Ok(page(StatusCode::OK, &IncidentPage::of(&incident, &record, &reader, None)))
}

/// Does what a form asks, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(desk): State<Arc<P>>,
    Path((token, id)): Path<(String, String)>,
    form: Result<Form<form::Filled>, FormRejection>,
) -> Result<Response, Failure> {
    let desk = &*desk;
    let (rules, by) = enter(desk, &token).await?;
    let Form(filled) = form.map_err(|_| Failure::Malformed)?;
    let seen = Some(filled.seen);
    let command = filled.command(desk.now()).ok_or(Failure::Malformed)?;
    let incident = load(desk, &IncidentId(id)).await?;
    let itself = incident.id.clone();
    let order = Order { command, by, rules: &rules, seen };
    match act(desk, incident, &order).await? {
        Outcome::Done => Ok(see(itself.as_str())),
        Outcome::Refused(incident, refusal) => {
            let record = desk.table().record(&incident.id).await?;
            let home = home_of(&token);
            let reader = Reader { actor: &order.by, rules: &rules, home: &home, now: desk.now() };
            let notice = view::notice(&refusal, &Names(Some(&rules)));
            Ok(page(StatusCode::CONFLICT, &IncidentPage::of(&incident, &record, &reader, Some(notice))))
        }
    }
}

/// The list, seen from the page of an incident: whatever path a proxy puts before ours stays.
fn home_of(token: &str) -> String {
    format!("../../{token}")
}

async fn enter<P: Ports>(desk: &P, token: &str) -> Result<(Arc<Rules>, Actor), Failure> {
    let claim = claim(desk, token, Action::Console).await?;
    let rules = desk.table().rules().await?;
    let actor = operator(&rules, &claim)?;
    Ok((rules, actor))
}
