//! How the reader is reached, to be changed by themselves: contacts with their codes, the order of these, quiet hours.
//!
//! Must not show an address: the console may write one and read none. Sends nothing; what follows from a change is an event.

mod form;
mod view;

use crate::address::Fields;
use crate::contacts::{keys, with_own};
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::{Session, enter};
use crate::submitted::Submitted;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::ActorKind;
use callout_domain::person::PersonRefusal;
use callout_lambda::{PersonChange, change_person};
use callout_ports::{LinkKeySource as _, PortError, Verifications as _};
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use form::{ShownAfter, SubmittedForm};
use std::sync::Arc;
use view::MyContactsPage;

/// Shows it.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Fields(shown): Fields<ShownAfter>,
) -> Result<Response, Refused> {
    Ok(page(StatusCode::OK, &view(&*deps, &session, None).await?.after(shown.sent)))
}

/// Changes it, then shows it.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let who = responder(&session).ok_or(PageError::Malformed)?;
    let refusal = match filled.command().ok_or(PageError::Malformed)? {
        Err(refusal) => refusal,
        Ok(command) => {
            let by = session.reader().name_of(&session.actor);
            let change = PersonChange { who: &who, command: &command, by: &by, seen: Some(filled.seen) };
            let keys = deps.keys().link_keys().await?;
            let done = change_person(deps.own_table(), &keys, change, deps.clock()).await;
            match done.map_err(PageError::Unavailable)? {
                Ok(event) => {
                    tracing::info!(responder.name = %who, version = event.version, "changed how they are reached");
                    return Ok(see(filled.shown_after()));
                }
                Err(refusal) => refusal,
            }
        }
    };
    // A wrong code was counted: the page must show the version since.
    let session = enter(deps, &headers).await?;
    Ok(page(StatusCode::CONFLICT, &view(deps, &session, Some((&refusal, &filled))).await?))
}

async fn view<P: Ports>(
    deps: &P,
    session: &Session,
    refused: Option<(&PersonRefusal, &SubmittedForm)>,
) -> Result<MyContactsPage, PortError> {
    let Some(who) = responder(session) else { return Ok(MyContactsPage::of_nobody(session, deps.now())) };
    let person = session.rules.responder(&who).cloned().unwrap_or_default();
    let wanted = keys([(&who, &person)]);
    let verified = with_own(deps.own_table().verified_at(&wanted).await?, &wanted, &session.rules);
    Ok(MyContactsPage::of(session, (&who, &person), &verified, deps.now(), refused))
}

/// The reader, unless they are an operator, whom nothing can page.
fn responder(session: &Session) -> Option<ResponderName> {
    let is_responder = session.actor.kind == ActorKind::Responder;
    is_responder.then(|| session.actor.name.as_str().into())
}
