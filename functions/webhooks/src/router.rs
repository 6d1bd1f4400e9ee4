//! The addresses that tools call over HTTPS, each with its own format.
//!
//! Answers 202 only when the queue has every event; never logs a key. A new format is a parser in
//! [`callout_formats::webhook`]; a route that is no webhook is a file of its own and a line here.

use crate::deps::{Deps, Ports};
use crate::heartbeat;
use crate::reply::Reply;
use crate::routes::{events_api, sns, tools};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use callout_formats::tools::pagerduty::MAX_BODY;
use callout_ports::{AlertQueue, Clock, Heartbeats, KeyUses, SettingsSource, Web};
use std::sync::Arc;

/// All routes.
pub fn router<Q, T, C, W>(deps: Arc<Deps<Q, T, C, W>>) -> Router
where
    Q: AlertQueue + 'static,
    T: SettingsSource + Heartbeats + KeyUses + 'static,
    C: Clock + 'static,
    W: Web + 'static,
{
    webhooks(Arc::clone(&deps)).merge(heartbeats(deps))
}

fn webhooks<P: Ports>(deps: Arc<P>) -> Router {
    Router::new()
        .route("/v2/enqueue", post(events_api::enqueue::<P>))
        .route("/v2/change/enqueue", post(events_api::change::<P>))
        .route("/v1/sns", post(sns::receive::<P>))
        .route("/v1/sns/{key}", post(sns::receive_with_key::<P>))
        .route("/v1/{format}", post(tools::receive::<P>))
        .route("/v1/{format}/{key}", post(tools::receive_with_key::<P>))
        .fallback(|| async { Reply::NotFound })
        .method_not_allowed_fallback(|| async { Reply::MethodNotAllowed })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(deps)
}

/// Separate, because they accept several methods.
fn heartbeats<P: Ports>(deps: Arc<P>) -> Router {
    let any_method = get(heartbeat::receive::<P>).post(heartbeat::receive::<P>);
    Router::new().route("/heartbeat/{key}", any_method).with_state(deps)
}
