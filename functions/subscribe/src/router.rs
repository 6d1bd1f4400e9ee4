//! The addresses of the pages.

use crate::deps::{Deps, Ports};
use crate::notice::Notice;
use crate::{holder, sign_up};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use callout_ports::{Clock, IncidentStore, SettingsSource, Subscribers};
use callout_web::serve::serve;
use std::sync::Arc;

/// The largest form: two hundred components and an address.
const LARGEST_FORM: usize = 16 * 1024;

/// All routes.
pub fn router<T, C>(deps: Arc<Deps<T, C>>) -> Router
where
    T: Subscribers + SettingsSource + IncidentStore + 'static,
    C: Clock + 'static,
{
    routes(deps)
}

fn routes<P: Ports>(deps: Arc<P>) -> Router {
    let routes = Router::new()
        .route("/", get(sign_up::show::<P>).post(sign_up::take::<P>))
        .route("/incident/{id}", get(sign_up::show_incident::<P>).post(sign_up::take_incident::<P>))
        .route("/confirm/{id}/{token}", get(holder::show_confirm::<P>).post(holder::confirm::<P>))
        .route("/manage/{id}/{token}", get(holder::show_manage::<P>).post(holder::manage::<P>))
        .route("/unsubscribe/{id}/{token}", get(holder::show_leave::<P>).post(holder::leave::<P>))
        .route("/key/{id}/{token}", post(holder::new_key::<P>))
        .route("/{*rest}", get(async || Notice::NoPage))
        .layer(DefaultBodyLimit::max(LARGEST_FORM));
    serve(routes, deps)
}
