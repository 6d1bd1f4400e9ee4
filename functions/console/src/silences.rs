//! Silences, maintenance windows and overrides: what holds or is to come, whose it is, and forms that make and end them at once.
//!
//! Must not decide what they hold back; the domain does.

mod form;
mod preview;
mod view;

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
use form::SubmittedForm;
use preview::Preview;
use std::sync::Arc;
use view::SilencesPage;

/// Lists them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
) -> Result<Response, Refused> {
    Ok(page(StatusCode::OK, &SilencesPage::of(&session, deps.now(), None)))
}

/// Makes one, or ends one, then lists them.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Submitted(session, filled): Submitted<SubmittedForm>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    session.may(Act::Suppress).map_err(|refused| refused.keeping(&filled.text))?;
    if filled.names_no_service(&session) {
        let why = "Choose the service that it is about.".to_owned();
        let shown = SilencesPage::of(&session, deps.now(), Some((why, &filled)));
        return Ok(page(StatusCode::BAD_REQUEST, &shown));
    }
    if let Some(service) = filled.previewed(&session) {
        let preview = Preview::of(deps, &session, &service, deps.now()).await?;
        let shown = SilencesPage::of(&session, deps.now(), None).previewing(preview, &filled);
        return Ok(page(StatusCode::OK, &shown));
    }
    if let Some(until) = filled.moved(&session) {
        let until = session.reader().moment(until).with_weekday();
        let why = format!(
            "Somebody moved its end meanwhile: it ends {until}. Press the button again to do it all the same."
        );
        let shown = SilencesPage::of(&session, deps.now(), Some((why, &filled)));
        return Ok(page(StatusCode::CONFLICT, &shown));
    }
    let why = match filled.begins(&session, deps.now()) {
        Err(why) => why,
        Ok(from) => {
            let command = filled.command(&session, deps.now(), from).ok_or(PageError::Malformed)?;
            match decide(deps, &session, &command).await? {
                Ok(()) => return Ok(see("silences")),
                Err(why) => why,
            }
        }
    };
    Ok(page(StatusCode::CONFLICT, &SilencesPage::of(&session, deps.now(), Some((why, &filled)))))
}
