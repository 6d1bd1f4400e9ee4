//! The sheet of keys, for those without script.

use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use callout_web::layout::page;

#[derive(Template)]
#[template(path = "help_keys.html")]
struct KeysPage {
    top: Top,
}

/// Shows which keys do what.
pub(crate) async fn keys(session: Session) -> Response {
    page(StatusCode::OK, &KeysPage { top: Top::below(&session, Place::Keys) })
}
