//! The addresses of the console.

use crate::deps::Deps;
use crate::{declare, incident, incidents, session};
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use callout_web::layout::see;
use callout_web::serve::serve_with_scripts;
use std::sync::Arc;

/// Creates the router.
pub fn router<T, K, C>(deps: Deps<T, K, C>) -> Router
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    let routes = Router::new()
        .route("/", get(async || see("incidents")))
        .route("/console.js", get(script))
        .route("/c/{token}", get(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/incidents", get(incidents::list).post(incidents::acknowledge))
        .route("/declare", get(declare::show).post(declare::submit))
        .route("/incidents/{number}", get(incident::show).post(incident::submit));
    serve_with_scripts(routes, Arc::new(deps))
}

/// The only script: it keeps pages as they are now.
async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("console.js"))
}
