//! A form of the console, from whoever is signed in.
//!
//! Must not act: it lets in what this session's pages sent, and gives back what was typed into anything else.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::{Session, enter};
use axum::extract::{Form, FromRequest, Request};
use callout_web::error::PageError;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What every form carries.
pub(crate) trait ConsoleForm: DeserializeOwned + Send {
    /// What shows that the form is ours.
    fn csrf(&self) -> &str;

    /// The words that nobody should have to type twice.
    fn typed(&self) -> &str {
        ""
    }
}

/// The form, and whoever sent it.
pub(crate) struct Submitted<F>(pub(crate) Session, pub(crate) F);

impl<P: Ports, F: ConsoleForm> FromRequest<Arc<P>> for Submitted<F> {
    type Rejection = Refused;

    async fn from_request(request: Request, deps: &Arc<P>) -> Result<Self, Refused> {
        let headers = request.headers().clone();
        let form = Form::<F>::from_request(request, deps).await;
        let Form(filled) = form.map_err(|_| PageError::Malformed)?;
        let session = enter(&**deps, &headers).await.map_err(|refused| refused.keeping(filled.typed()))?;
        match session.has_sent(filled.csrf()) {
            true => Ok(Self(session, filled)),
            false => Err(Refused::sign_in().keeping(filled.typed())),
        }
    }
}
