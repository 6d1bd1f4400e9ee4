//! Renders a page into a response, and holds the style of all pages.

use askama::Template;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The style of every page; inline, so that a page is one request.
pub const STYLE: &str = include_str!("../templates/page.css");

/// Renders a template into a response.
pub fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "page not rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made; use `callout ack NUMBER`.\n")
                .into_response()
        }
    }
}

/// A file that is part of the site, the same for everybody: browsers keep it for a while, so that a page stays one request.
pub fn file(kind: &'static str, content: impl Into<Body>) -> Response {
    const KEPT: &str = "private, max-age=3600";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, KEPT)], content.into()).into_response()
}

/// Redirects the browser after a POST, so that a reload does not post again.
///
/// `page` is the last part of the posted address: whatever path a proxy puts in front stays.
pub fn see(page: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response()
}
