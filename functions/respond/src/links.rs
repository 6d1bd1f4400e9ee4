//! Links that people are sent: `/a/…` in a page, `/cal/…` for calendar programs.
//!
//! Must not know the console.

mod acknowledge;
mod calendar;

use crate::web::deps::Ports;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// The addresses of links.
pub(crate) fn routes<P: Ports>() -> Router<Arc<P>> {
    Router::new()
        .route("/a/{token}", get(acknowledge::show::<P>).post(acknowledge::acknowledge::<P>))
        .route("/cal/{file}", get(calendar::show::<P>))
}
