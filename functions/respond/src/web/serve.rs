//! Applies to every route: allowed methods and sizes, and the response to an unknown address.

use crate::web::deps::Ports;
use crate::web::error::PageError;
use crate::web::headers::with_headers;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The largest form: a note or an update has at most 4,000 characters, each of which URL encoding may write as nine.
const LARGEST_FORM: usize = 64 * 1024;

/// Serves routes.
pub(crate) fn serve<P: Ports>(routes: Router<Arc<P>>, deps: Arc<P>) -> Router {
    routes
        .method_not_allowed_fallback(wrong_method)
        .fallback(async || PageError::Refused)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(map_response(with_headers))
        .with_state(deps)
}

async fn wrong_method(method: Method) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not understood here; open the link in a browser\n"))
        .into_response()
}
