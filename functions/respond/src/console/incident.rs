//! One incident in the console, and the actions of its forms.

use super::access::enter;
use super::form::SubmittedForm;
use super::incident_page::{IncidentPage, notice};
use super::reader::Reader;
use crate::web::act::{ActionRequest, Outcome, act, load};
use crate::web::deps::Ports;
use crate::web::error::PageError;
use crate::web::layout::{page, see};
use crate::web::parts::Names;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::IncidentId;
use callout_ports::IncidentStore as _;
use std::sync::Arc;

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

/// Carries out a form's action, then shows the incident.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((token, id)): Path<(String, String)>,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let (rules, by) = enter(deps, &token).await?;
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let seen = Some(filled.seen);
    let command = filled.command(deps.now()).ok_or(PageError::Malformed)?;
    let incident = load(deps, &IncidentId(id)).await?;
    let itself = incident.id.clone();
    let asked = ActionRequest { command, by, rules: &rules, seen };
    match act(deps, incident, &asked).await? {
        Outcome::Done => Ok(see(itself.as_str())),
        Outcome::Refused(incident, refusal) => {
            let record = deps.table().record(&incident.id).await?;
            let home = home_of(&token);
            let reader = Reader { actor: &asked.by, rules: &rules, home: &home, now: deps.now() };
            let notice = notice(&refusal, &Names(Some(&rules)));
            Ok(page(StatusCode::CONFLICT, &IncidentPage::of(&incident, &record, &reader, Some(notice))))
        }
    }
}

/// The relative address of the list from an incident's page: keeps whatever path a proxy puts in front.
fn home_of(token: &str) -> String {
    format!("../../{token}")
}
