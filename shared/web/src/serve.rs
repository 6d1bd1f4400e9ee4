//! Applies to every route: allowed methods and sizes, and the response to an unknown address.

use crate::deps::Ports;
use crate::error::PageError;
use crate::headers::{Scripts, with_headers};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The largest form: a note or an update has at most 4,000 characters, each of which URL encoding may write as nine.
const LARGEST_FORM: usize = 64 * 1024;

/// Serves routes whose pages have no script.
pub fn serve<P: Ports>(routes: Router<Arc<P>>, deps: Arc<P>) -> Router {
    serve_with(routes, deps, Scripts::None)
}

/// Serves routes whose pages may load scripts that are files of the same site.
pub fn serve_with_scripts<P: Ports>(routes: Router<Arc<P>>, deps: Arc<P>) -> Router {
    serve_with(routes, deps, Scripts::Own)
}

fn serve_with<P: Ports>(routes: Router<Arc<P>>, deps: Arc<P>, scripts: Scripts) -> Router {
    routes
        .method_not_allowed_fallback(wrong_method)
        .fallback(async || PageError::Refused)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(map_response(move |response| async move { with_headers(response, scripts) }))
        .with_state(deps)
}

async fn wrong_method(method: Method) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not understood here; open the link in a browser\n"))
        .into_response()
}
