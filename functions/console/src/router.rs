//! The addresses of the console.

use crate::deps::{ConsoleTable, Deps};
use crate::missing::with_missing_page;
use crate::refused::with_sign_in_page;
use crate::{
    audit, calendar_link, declare, files, heartbeats, help, incident, incidents, integrations, merge, mine,
    my_contacts, on_call, overrides, people, services, session, settings, shifts, sign_in, sign_out, silence,
    silences, status_page,
};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use callout_ports::{Clock, LinkKeySource};
use callout_web::layout::see;
use callout_web::serve::serve_application;
use std::sync::Arc;

/// Creates the router.
pub fn router<T, K, C>(deps: Deps<T, K, C>) -> Router
where
    T: ConsoleTable,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    let routes = Router::new()
        .route("/", get(async || see("incidents")))
        .route("/c/{token}", get(session::sign_in))
        .route("/sign-in", get(sign_in::show).post(sign_in::ask::<Deps<T, K, C>>))
        .route("/s/{token}", get(sign_in::confirm).post(sign_in::sign_in))
        .route("/sign-out", post(sign_out::here))
        .route("/sign-out/everywhere", post(sign_out::everywhere))
        .route("/incidents", get(incidents::list).post(incidents::acknowledge))
        .route("/declare", get(declare::show).post(declare::submit))
        .route("/incidents/{number}", get(incident::show).post(incident::submit))
        .route("/oncall", get(on_call::show))
        .route("/services", get(services::show))
        .route("/integrations", get(integrations::show))
        .route("/heartbeats", get(heartbeats::show))
        .route("/audit", get(audit::show))
        .route("/settings", get(settings::show))
        .route("/silences", get(silences::show).post(silences::submit))
        .route("/status-page", get(status_page::show).post(status_page::submit))
        .route("/maintenance", post(status_page::announce))
        .route("/incidents/{number}/silence", post(silence::submit))
        .route("/incidents/{number}/merge", get(merge::show).post(merge::submit))
        .route("/incidents/{number}/split", post(merge::split))
        .route("/shifts", get(shifts::show).post(shifts::submit))
        .route("/overrides", get(overrides::show).post(overrides::submit))
        .route("/shift/{token}", get(shifts::show_link).post(shifts::answer_link))
        .route("/people", get(people::show))
        .route("/mine", get(mine::show))
        .route("/mine/calendar", post(calendar_link::show))
        .route("/mine/contacts", get(my_contacts::show).post(my_contacts::submit))
        .route("/help/keys", get(help::keys));
    let deps = Arc::new(deps);
    let sign_in = from_fn_with_state(Arc::clone(&deps), with_sign_in_page::<Deps<T, K, C>>);
    let missing = from_fn_with_state(Arc::clone(&deps), with_missing_page::<Deps<T, K, C>>);
    serve_application(routes.merge(files::routes()).layer(sign_in).layer(missing), deps)
}
