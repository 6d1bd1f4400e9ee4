//! A form of the console, from whoever is signed in.
//!
//! Must not act: it lets in what this session's pages sent, and gives back what was typed into anything else.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::{Session, enter};
use axum::body::Body;
use axum::extract::{Form, FromRequest, RawForm, Request};
use callout_web::error::PageError;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What every form carries.
pub(crate) trait ConsoleForm: DeserializeOwned + Send {
    /// What shows that the form is ours.
    fn csrf(&self) -> &str;

    /// The words that nobody should have to type twice.
    fn typed(&self) -> String {
        String::new()
    }

    /// Takes a field whose name no form knows before it is made, as that of a component.
    fn take(&mut self, _name: &str, _value: &str) {}
}

/// Everything that was typed into several fields, one below the other.
pub(crate) fn all_typed<'a>(parts: impl IntoIterator<Item = &'a String>) -> String {
    let parts: Vec<&str> =
        parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// The form, and whoever sent it.
pub(crate) struct Submitted<F>(pub(crate) Session, pub(crate) F);

impl<P: Ports, F: ConsoleForm> FromRequest<Arc<P>> for Submitted<F> {
    type Rejection = Refused;

    async fn from_request(request: Request, deps: &Arc<P>) -> Result<Self, Refused> {
        let headers = request.headers().clone();
        let filled = read::<F>(request).await.ok_or(PageError::Malformed)?;
        let session = enter(&**deps, &headers).await.map_err(|refused| refused.keeping(&filled.typed()))?;
        match session.has_sent(filled.csrf()) {
            true => Ok(Self(session, filled)),
            false => Err(Refused::sign_in().keeping(&filled.typed())),
        }
    }
}

/// The form's fields, each also by its name: of a component a form knows no name before.
async fn read<F: ConsoleForm>(request: Request) -> Option<F> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let RawForm(bytes) = RawForm::from_request(request, &()).await.ok()?;
    let mut again = Request::builder().method(method).body(Body::from(bytes.clone())).ok()?;
    *again.headers_mut() = headers;
    let Form(mut filled) = Form::<F>::from_request(again, &()).await.ok()?;
    form_urlencoded::parse(&bytes).for_each(|(name, value)| filled.take(&name, &value));
    Some(filled)
}
