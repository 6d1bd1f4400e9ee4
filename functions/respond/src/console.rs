//! The console: all incidents of the last days, and everything a person can do about one of them.

mod form;
mod view;

use crate::access::{claim, operator};
use crate::act::{ActionRequest, Outcome, act, load};
use crate::answer::{PageError, page, see};
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
use callout_ports::{IncidentStore as _, SettingsSource as _};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use view::{IncidentPage, IncidentsPage, Reader};

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

/// Shows one incident.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (rules, actor) = enter(deps, &token).await?;
    let incident = load(deps, &IncidentId(id)).await?;
    let record = deps.table().record(&incident.id).await?;
    let reader = Reader { actor: &actor, rules: &rules, home: &home_of(&token), now: deps.now() };
    Ok(page(StatusCode::OK, &IncidentPage::of(&incident, &record, &reader, None)))
}

/// Does what a form asks, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, id)): Path<(String, String)>,
    form: Result<Form<form::SubmittedForm>, FormRejection>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (rules, by) = enter(deps, &token).await?;
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let seen = Some(filled.seen);
    let command = filled.command(deps.now()).ok_or(PageError::Malformed)?;
    let incident = load(deps, &IncidentId(id)).await?;
    let itself = incident.id.clone();
    let order = ActionRequest { command, by, rules: &rules, seen };
    match act(deps, incident, &order).await? {
        Outcome::Done => Ok(see(itself.as_str())),
        Outcome::Refused(incident, refusal) => {
            let record = deps.table().record(&incident.id).await?;
            let home = home_of(&token);
            let reader = Reader { actor: &order.by, rules: &rules, home: &home, now: deps.now() };
            let notice = view::notice(&refusal, &Names(Some(&rules)));
            Ok(page(StatusCode::CONFLICT, &IncidentPage::of(&incident, &record, &reader, Some(notice))))
        }
    }
}

/// The list, seen from the page of an incident: whatever path a proxy puts before ours stays.
fn home_of(token: &str) -> String {
    format!("../../{token}")
}

async fn enter<P: Ports>(deps: &P, token: &str) -> Result<(Arc<Rules>, Actor), PageError> {
    let claim = claim(deps, token, Action::Console).await?;
    let rules = deps.table().rules().await?;
    let actor = operator(&rules, &claim)?;
    Ok((rules, actor))
}
