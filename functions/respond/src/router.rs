//! The links that people receive: `/a/…` in a page, `/m/…` in a bundle of pages, `/cal/…` for calendar apps.

use crate::{acknowledge, calendar, mine};
use axum::Router;
use axum::routing::{get, post};
use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use callout_web::deps::Deps;
use callout_web::serve::serve;
use std::sync::Arc;

/// Creates the router.
pub fn router<T, K, C>(deps: Deps<T, K, C>) -> Router
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    let links = Router::new()
        .route("/a/{token}", get(acknowledge::show).post(acknowledge::submit))
        .route("/m/{token}", get(mine::show))
        .route("/m/{token}/{incident}", post(mine::acknowledge))
        .route("/cal/{file}", get(calendar::show));
    serve(links, Arc::new(deps))
}
