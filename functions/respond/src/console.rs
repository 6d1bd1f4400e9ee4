//! The console: all incidents of the last days, and everything a person can do about one of them.
//!
//! Must not depend on the links in pages: it is to become a function of its own.

mod access;
mod form;
mod incident;
mod incident_page;
mod incidents;
mod reader;

pub use access::OPERATOR;

use crate::web::deps::Ports;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// The routes of the console.
pub(crate) fn routes<P: Ports>() -> Router<Arc<P>> {
    Router::new()
        .route("/c/{token}", get(incidents::list::<P>))
        .route("/c/{token}/before/{time}", get(incidents::older::<P>))
        .route("/c/{token}/i/{incident}", get(incident::show::<P>).post(incident::submit::<P>))
}
