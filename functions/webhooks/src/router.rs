//! The addresses that tools call over HTTPS, each with its own format.
//!
//! Answers 202 only when the queue has every event; never logs a key. A new format is a parser in
//! [`callout_formats::webhook`]; a route that is no webhook is a file of its own and a line here.

use crate::deps::{Deps, Ports};
use crate::reply::Reply;
use crate::routes::{events_api, pagers, sns, tools};
use crate::{heartbeat, problem};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Uri;
use axum::routing::{any, get, post};
use callout_formats::tools::pagerduty::MAX_BODY;
use callout_ports::{AlertQueue, Clock, Heartbeats, KeyUses, Receipts, SettingsSource, Web};
use lambda_http::Service as _;
use std::sync::Arc;

/// `VictorOps`' own path, as its users have it in their tools.
const VICTOROPS: &str = "/integrations/generic/20131114/alert";

/// All routes.
pub fn router<Q, T, C, W>(deps: Arc<Deps<Q, T, C, W>>) -> Router
where
    Q: AlertQueue + 'static,
    T: SettingsSource + Heartbeats + KeyUses + Receipts + 'static,
    C: Clock + 'static,
    W: Web + 'static,
{
    let for_people = problem::routes(Arc::clone(&deps));
    let routes = webhooks(Arc::clone(&deps)).merge(pagers(Arc::clone(&deps))).merge(heartbeats(deps));
    let routes = routes
        .fallback(|| async { Reply::NotFound })
        .method_not_allowed_fallback(|| async { Reply::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(MAX_BODY));
    // Paths are put in order before a route is looked for: tools join addresses with a slash too many.
    Router::new().fallback(async move |mut request: Request| {
        if let Some(uri) = in_order(request.uri()) {
            *request.uri_mut() = uri;
        }
        let mut routes =
            if problem::is_for_people(request.uri()) { for_people.clone() } else { routes.clone() };
        routes.call(request).await
    })
}

fn webhooks<P: Ports>(deps: Arc<P>) -> Router {
    Router::new()
        .route("/v2/enqueue", post(events_api::enqueue::<P>).get(events_api::explain))
        .route("/v2/change/enqueue", post(events_api::change::<P>).get(events_api::explain))
        .route("/v1/sns", post(sns::receive::<P>).get(sns::explain))
        .route("/v1/sns/{key}", post(sns::receive_with_key::<P>).get(sns::explain))
        .route("/v1/{format}", post(tools::receive::<P>).get(tools::explain))
        .route("/v1/{format}/{key}", post(tools::receive_with_key::<P>).get(tools::explain))
        .with_state(deps)
}

fn pagers<P: Ports>(deps: Arc<P>) -> Router {
    Router::new()
        .route("/v2/alerts", post(pagers::create::<P>).get(pagers::explain))
        .route("/v2/alerts/{alias}/{action}", post(pagers::act::<P>).get(pagers::explain))
        .route("/v1/opsgenie/{key}/v2/alerts", post(pagers::create_with_key::<P>).get(pagers::explain))
        .route(
            "/v1/opsgenie/{key}/v2/alerts/{alias}/{action}",
            post(pagers::act_with_key::<P>).get(pagers::explain),
        )
        .route("/v1/victorops/{key}/{routing}", post(pagers::victorops::<P>).get(pagers::explain))
        .route(&format!("{VICTOROPS}/{{key}}/{{routing}}"), post(pagers::victorops::<P>).get(pagers::explain))
        .route(&format!("{VICTOROPS}/{{key}}"), post(pagers::victorops_unrouted::<P>).get(pagers::explain))
        .with_state(deps)
}

/// Separate, because they accept several methods.
fn heartbeats<P: Ports>(deps: Arc<P>) -> Router {
    let any_method = get(heartbeat::receive::<P>).post(heartbeat::receive::<P>);
    let as_opsgenie = any(heartbeat::receive_as_opsgenie::<P>);
    Router::new()
        .route("/heartbeat/{key}", any_method)
        .route("/v2/heartbeats/{name}/ping", as_opsgenie)
        .with_state(deps)
}

/// The address without a slash at its end and without two in a row, if it has any.
fn in_order(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let is_in_order = !path.contains("//") && (path.len() == 1 || !path.ends_with('/'));
    if is_in_order {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let path = format!("/{}", parts.join("/"));
    path.parse().ok()
}
