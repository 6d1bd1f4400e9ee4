//! Files that are the same for everybody: scripts, icons, and what lets a phone put the console on its home screen.
//!
//! Must not say anything about a deployment: nobody needs to be signed in to read them.

use axum::Router;
use axum::routing::get;
use callout_web::layout::file;
use callout_web::serve::SCRIPT;

/// Their routes.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/console.js", get(async || file(SCRIPT, include_str!("console.js"))))
        .route("/keys.js", get(async || file(SCRIPT, include_str!("keys.js"))))
        .route("/app.webmanifest", get(async || file("application/manifest+json", MANIFEST)))
        .route("/icon.svg", get(async || file("image/svg+xml", include_str!("icons/icon.svg"))))
        .route("/icon-180.png", get(async || file("image/png", &include_bytes!("icons/icon-180.png")[..])))
        .route("/icon-192.png", get(async || file("image/png", &include_bytes!("icons/icon-192.png")[..])))
        .route("/icon-512.png", get(async || file("image/png", &include_bytes!("icons/icon-512.png")[..])))
}

/// Addresses in it are relative to its own, since a proxy may put a path in front.
const MANIFEST: &str = include_str!("app.webmanifest");
