//! Links that people receive: `/a/…` in a page, `/cal/…` for calendar apps.
//!
//! Must not depend on the console.

mod acknowledge;
mod calendar;

use crate::web::deps::Ports;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// The routes of links.
pub(crate) fn routes<P: Ports>() -> Router<Arc<P>> {
    Router::new()
        .route("/a/{token}", get(acknowledge::show::<P>).post(acknowledge::acknowledge::<P>))
        .route("/cal/{file}", get(calendar::show::<P>))
}
