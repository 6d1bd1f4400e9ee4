//! Merging an incident into another, and splitting it off again.
//!
//! Must not read what is open before somebody asks to merge: an incident's page renews itself every quarter of a minute.

mod view;

use crate::deps::Ports;
use crate::incident::{numbered, refusing};
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::{ConsoleForm, Submitted};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::Act;
use callout_domain::incident::{Incident, Refusal};
use callout_lambda::{MergeRequest, Merged, Patience, merge_into, split_off};
use callout_ports::IncidentStore as _;
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::not_done;
use serde::Deserialize;
use std::sync::Arc;
use view::MergePage;

/// The most open incidents that are read: those that fit best are shown.
const MOST_READ: usize = 200;

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    csrf: String,
    /// The version of the incident that the form was rendered from.
    seen: u64,
    /// The number of the target.
    into: Option<u64>,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Shows what it can be merged into, each with the effect.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    session: Session,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond)?;
    let incident = numbered(deps, &number).await?;
    answer(deps, StatusCode::OK, &incident, &session, None).await
}

/// Merges it, then shows the target.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond)?;
    let incident = numbered(deps, &number).await?;
    let into = filled.into.ok_or(PageError::Malformed)?;
    let target = deps.table().numbered(into).await?.ok_or(PageError::NoIncident)?;
    let request = request(&session, filled.seen);
    let merged = merge_into(deps.table(), incident, &target.id, &request, deps.clock()).await;
    match merged.map_err(PageError::Unavailable)? {
        Merged::Done(_) | Merged::Before => Ok(see(&format!("../{into}"))),
        Merged::Refused(incident, why) => {
            answer(deps, StatusCode::CONFLICT, &incident, &session, Some(words(&why, &session))).await
        }
        Merged::Unknown => Err(PageError::NoIncident.into()),
    }
}

/// Splits it off, then shows it.
pub(crate) async fn split<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(number): Path<String>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Respond)?;
    let incident = numbered(deps, &number).await?;
    let split = split_off(deps.table(), incident, &request(&session, filled.seen), deps.clock()).await;
    match split.map_err(PageError::Unavailable)? {
        Merged::Done(_) | Merged::Before => Ok(see(&format!("../{number}"))),
        Merged::Refused(incident, why) => {
            let why = ("Nothing was changed", words(&why, &session));
            refusing(deps, *incident, &session, why, "").await
        }
        Merged::Unknown => Err(PageError::NoIncident.into()),
    }
}

fn request(session: &Session, seen: u64) -> MergeRequest<'_> {
    MergeRequest { by: &session.actor, rules: &session.rules, seen: Some(seen), patience: Patience::PERSON }
}

fn words(why: &Refusal, session: &Session) -> String {
    not_done(why, &session.reader())
}

async fn answer<P: Ports>(
    deps: &P,
    status: StatusCode,
    incident: &Incident,
    session: &Session,
    why: Option<String>,
) -> Result<Response, Refused> {
    let open = deps.table().open_incidents(MOST_READ).await?;
    Ok(page(status, &MergePage::of(incident, open, session, why, deps.now())))
}
