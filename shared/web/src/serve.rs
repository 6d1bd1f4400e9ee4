//! Applies to every route: allowed methods and sizes, and the response to an unknown address.

use crate::error::PageError;
use crate::headers::{Files, with_headers};
use crate::layout::file;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// The script that keeps a page of a link as it is now.
const AGAIN: &str = include_str!("again.js");
/// The script that shows times by the reader's clock.
const TIMES: &str = include_str!("times.js");

/// The kind of a script.
pub const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The largest form: a note or an update has at most 4,000 characters, each of which URL encoding may write as nine.
const LARGEST_FORM: usize = 64 * 1024;

/// Serves routes whose pages load nothing but the scripts that show times by the reader's clock and look again.
pub fn serve<P: Send + Sync + 'static>(routes: Router<Arc<P>>, deps: Arc<P>) -> Router {
    serve_with(routes, deps, Files::Scripts)
}

/// Serves routes whose pages are an application of one site, with scripts and icons of its own.
pub fn serve_application<P: Send + Sync + 'static>(routes: Router<Arc<P>>, deps: Arc<P>) -> Router {
    serve_with(routes, deps, Files::Application)
}

fn serve_with<P: Send + Sync + 'static>(routes: Router<Arc<P>>, deps: Arc<P>, files: Files) -> Router {
    routes
        .route("/times.js", get(async || file(SCRIPT, TIMES)))
        .route("/again.js", get(async || file(SCRIPT, AGAIN)))
        .method_not_allowed_fallback(wrong_method)
        .fallback(async || PageError::Refused)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(map_response(move |response| async move { with_headers(response, files) }))
        .with_state(deps)
}

async fn wrong_method(method: Method) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not understood here; open the link in a browser\n"))
        .into_response()
}
