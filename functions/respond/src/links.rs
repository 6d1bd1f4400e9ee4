//! Links that people receive: `/a/…` in a page, `/m/…` in a bundle of pages, `/cal/…` for calendar apps.
//!
//! Must not depend on the console.

mod acknowledge;
mod calendar;
mod mine;

use crate::web::deps::Ports;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes of links.
pub(crate) fn routes<P: Ports>() -> Router<Arc<P>> {
    Router::new()
        .route("/a/{token}", get(acknowledge::show::<P>).post(acknowledge::acknowledge::<P>))
        .route("/m/{token}", get(mine::show::<P>))
        .route("/m/{token}/{incident}", post(mine::acknowledge::<P>))
        .route("/cal/{file}", get(calendar::show::<P>))
}
