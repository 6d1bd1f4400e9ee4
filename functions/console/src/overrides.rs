//! Putting somebody on call at once for whoever is: at night nobody waits for an answer.
//!
//! Must not change the files, and lasts no longer than the reader's access allows.

mod form;
mod view;

use crate::address::Fields;
use crate::at_once::decide;
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::Submitted;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::Act;
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use form::{SubmittedForm, WantedSchedule};
use std::sync::Arc;
use view::OverridePage;

/// Shows the form about one schedule.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Fields(wanted): Fields<WantedSchedule>,
) -> Result<Response, Refused> {
    session.may(Act::Suppress)?;
    let shown = OverridePage::of(&wanted.schedule, &session, deps.now()).ok_or(PageError::NoEntry)?;
    Ok(page(StatusCode::OK, &shown))
}

/// Puts somebody on call, then shows who is.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Suppress).map_err(|refused| refused.keeping(&filled.text))?;
    let refused = match filled.command(&session, deps.now()) {
        Ok(command) => decide(deps, &session, &command).await?.err(),
        Err(why) => Some(why),
    };
    let Some(why) = refused else { return Ok(see("oncall")) };
    // Who can be stood in for is whoever is on call then.
    let at = filled.begins_at(&session, deps.now()).unwrap_or_else(|_| deps.now());
    let shown = OverridePage::of(&filled.schedule, &session, at).filter(OverridePage::has_form);
    let shown = shown.or_else(|| OverridePage::of(&filled.schedule, &session, deps.now()));
    let shown = shown.ok_or(PageError::NoEntry)?;
    Ok(page(StatusCode::CONFLICT, &shown.refusing(why, &filled)))
}
