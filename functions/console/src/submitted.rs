//! A form of the console, from whoever is signed in.
//!
//! Must not act: it lets in what this session's pages sent, and gives back what was typed into anything else.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::{Session, enter};
use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use callout_web::error::PageError;

/// What every form carries.
pub(crate) trait ConsoleForm {
    /// What shows that the form is ours.
    fn csrf(&self) -> &str;

    /// The words that nobody should have to type twice.
    fn typed(&self) -> &str {
        ""
    }
}

/// The form, and whoever sent it.
pub(crate) async fn submitted<P: Ports, F: ConsoleForm>(
    deps: &P,
    headers: &HeaderMap,
    form: Result<Form<F>, FormRejection>,
) -> Result<(Session, F), Refused> {
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let session = enter(deps, headers).await.map_err(|refused| refused.keeping(filled.typed()))?;
    match session.has_sent(filled.csrf()) {
        true => Ok((session, filled)),
        false => Err(Refused::sign_in().keeping(filled.typed())),
    }
}
