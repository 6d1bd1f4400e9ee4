//! Giving shifts away, taking and swapping them: the form that asks, and the buttons of whoever is asked and signed in.
//!
//! Must not change who is on call before whoever is asked takes it; the domain makes sure.

mod form;
mod link;
mod view;

pub(crate) use link::{answer as answer_link, show as show_link};
pub(crate) use view::{AskLink, RequestView, requests};

use crate::address::Fields;
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::submitted::Submitted;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::Act;
use callout_lambda::{ShiftCommand, change_shift};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use form::{SubmittedForm, WantedShift};
use std::sync::Arc;
use view::AskPage;

/// Shows the form that asks about one shift.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Fields(wanted): Fields<WantedShift>,
) -> Result<Response, Refused> {
    session.may(Act::Suppress)?;
    let shown = AskPage::of(&wanted, &session, deps.now()).ok_or(PageError::Refused)?;
    Ok(page(StatusCode::OK, &shown))
}

/// Asks, answers, or takes a request back; then shows what concerns the reader.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Suppress).map_err(|refused| refused.keeping(&filled.text))?;
    let me = session.responder().ok_or(PageError::Malformed)?;
    let refused = match filled.command(&me, session.rules.settings()) {
        Ok(command) => carry_out(deps, &session, &command).await?.err(),
        Err(why) => Some(why),
    };
    match refused {
        None => Ok(see("mine")),
        Some(why) => Ok(page(StatusCode::CONFLICT, &AskPage::refusing(why, &filled, &session, deps.now()))),
    }
}

/// Carries it out; or says why nothing changed.
async fn carry_out<P: Ports>(
    deps: &P,
    session: &Session,
    command: &ShiftCommand,
) -> Result<Result<(), String>, PageError> {
    let reader = session.reader();
    let by = reader.name_of(&session.actor);
    let done = change_shift(deps.own_table(), command, &by, deps.clock()).await;
    Ok(match done.map_err(PageError::Unavailable)? {
        Ok(record) => {
            tracing::info!(live.name = record.name, act = ?record.act, "a shift was asked for or answered");
            Ok(())
        }
        Err(why) => {
            Err(why.words(|name| reader.responder(name), |at| reader.moment(at).with_weekday().to_string()))
        }
    })
}
