//! What an address asks for: a part of a list, a filter. It is in the address, so that it can be kept and sent on.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use callout_web::error::PageError;
use serde::de::DeserializeOwned;

/// What an address can ask for.
pub(crate) trait Asks: Sized {
    /// Of a query; `None` if it makes no sense. An empty field of a form is none.
    fn read(query: &str) -> Option<Self>;
}

/// What the address asks for.
pub(crate) struct Address<T>(pub(crate) T);

impl<T: Asks, S: Sync> FromRequestParts<S> for Address<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        T::read(parts.uri.query().unwrap_or_default()).map(Self).ok_or(PageError::Malformed)
    }
}

/// The fields of an address that is made by our pages. One that somebody changed is answered in our words, not in the parser's.
pub(crate) struct Fields<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Fields<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        Query::try_from_uri(&parts.uri).map(|Query(fields)| Self(fields)).map_err(|_| PageError::Malformed)
    }
}
