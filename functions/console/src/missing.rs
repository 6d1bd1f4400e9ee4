//! The page of a signed-in person about what is not there, with the ways on. Must not say more to anybody else.

use crate::deps::Ports;
use crate::refused::Missing;
use crate::session::enter;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use callout_web::layout::page;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage {
    top: Top,
    title: &'static str,
    words: &'static str,
}

/// Puts the bar of the console above what is not there. Looks once more who is signed in, which only such an answer costs.
pub(crate) async fn with_missing_page<P: Ports>(
    State(deps): State<Arc<P>>,
    request: Request,
    next: Next,
) -> Response {
    let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let Some(Missing { title, words }) = response.extensions_mut().remove() else { return response };
    let Ok(session) = enter(&*deps, &headers).await else { return response };
    let top = match path.matches('/').count() {
        0 | 1 => Top::of(&session, Place::Incidents),
        2 => Top::below(&session, Place::Incidents),
        _ => Top::two_below(&session, Place::Incidents),
    };
    page(StatusCode::NOT_FOUND, &MissingPage { top, title, words })
}
