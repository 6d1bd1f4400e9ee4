//! The sheet of keys, for those without script.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::enter;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use callout_web::layout::page;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "help_keys.html")]
struct KeysPage {
    top: Top,
}

/// Shows which keys do what.
pub(crate) async fn keys<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let session = enter(&*deps, &headers).await?;
    Ok(page(StatusCode::OK, &KeysPage { top: Top::below(&session, Place::Keys) }))
}
