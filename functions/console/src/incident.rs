//! One incident in the console, and the actions of its forms.

mod form;
mod view;

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::{Session, enter};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use callout_domain::incident::Incident;
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::Names;
use form::SubmittedForm;
use std::sync::Arc;
use view::{IncidentPage, NotDone};

/// Shows one incident.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let session = enter(deps, &headers).await?;
    let incident = numbered(deps, &number).await?;
    answer(deps, StatusCode::OK, &incident, &session, None).await
}

/// Carries out a form's action, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    headers: HeaderMap,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let session = enter(deps, &headers).await.map_err(|refused| refused.keeping(&filled.text))?;
    if !session.has_sent(&filled.csrf) {
        return Err(Refused::sign_in().keeping(&filled.text));
    }
    let command = filled.command(deps.now()).ok_or(PageError::Malformed)?;
    let incident = numbered(deps, &number).await?;
    let names = Names(Some(&session.rules));
    let asked =
        ActionRequest { command, by: session.actor.clone(), rules: &session.rules, seen: Some(filled.seen) };
    let (incident, why) = match act(deps, incident, &asked).await? {
        Outcome::Done => return Ok(see(&number)),
        Outcome::Refused(incident, refusal) => (incident, NotDone::of(&refusal, &names, &filled)),
    };
    answer(deps, StatusCode::CONFLICT, &incident, &session, Some(why.keeping(&filled.text))).await
}

async fn numbered<P: Ports>(deps: &P, number: &str) -> Result<Incident, Refused> {
    let number = number.parse().map_err(|_| PageError::NoIncident)?;
    Ok(deps.table().numbered(number).await?.ok_or(PageError::NoIncident)?)
}

async fn answer<P: Ports>(
    deps: &P,
    status: StatusCode,
    incident: &Incident,
    session: &Session,
    why: Option<NotDone>,
) -> Result<Response, Refused> {
    let record = deps.table().record(&incident.id).await?;
    Ok(page(status, &IncidentPage::of(incident, &record, session, deps.now(), why)))
}
