//! What other tools may call over HTTPS, each in its own format.
//!
//! Answers 202 only when the queue has every event; never logs a key. A new format is a parser that [`callout_formats::webhook`] knows; a
//! route that is no webhook is a file of its own below this one and a line in [`router`].

mod caller;
mod events_api;
mod hooks;
mod reply;
mod sns;

use crate::handler::queue;
use crate::rate::RateLimit;
use crate::sns::Certificates;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use callout_domain::alarm::AlarmEvent;
use callout_formats::tools::pagerduty::MAX_BODY;
use callout_ports::{AlertQueue, Clock, SettingsSource, Web};
use jiff::SignedDuration;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Service as _};
use lambda_runtime::LambdaEvent;
use reply::Reply;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// What the routes need of the outside, and what they remember between requests.
#[derive(Debug)]
pub struct Intake<Q, R, C, W> {
    /// Where events go.
    pub alerts: Q,
    /// Who the callers' keys belong to.
    pub rulebook: R,
    /// When a request came.
    pub clock: C,
    /// Where SNS keeps its certificates and confirms subscriptions.
    pub web: W,
    limits: Mutex<RateLimit>,
    certificates: Certificates,
}

impl<Q, R, C, W> Intake<Q, R, C, W> {
    /// With nothing remembered yet.
    pub fn new(alerts: Q, rulebook: R, clock: C, web: W) -> Self {
        let (limits, certificates) = Default::default();
        Self { alerts, rulebook, clock, web, limits, certificates }
    }
}

/// All routes.
pub fn router<Q, R, C, W>(intake: Arc<Intake<Q, R, C, W>>) -> Router
where
    Q: AlertQueue + 'static,
    R: SettingsSource + 'static,
    C: Clock + 'static,
    W: Web + 'static,
{
    Router::new()
        .route("/v2/enqueue", post(events_api::enqueue::<Q, R, C, W>))
        .route("/v2/change/enqueue", post(events_api::change::<Q, R, C, W>))
        .route("/v1/sns", post(sns::receive::<Q, R, C, W>))
        .route("/v1/sns/{key}", post(sns::receive_with_key::<Q, R, C, W>))
        .route("/v1/{format}", post(hooks::receive::<Q, R, C, W>))
        .route("/v1/{format}/{key}", post(hooks::receive_with_key::<Q, R, C, W>))
        .fallback(|| async { Reply::NoSuchRoute })
        .method_not_allowed_fallback(|| async { Reply::WrongMethod })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(intake)
}

/// Runs a request to the function's address through the routes.
///
/// # Errors
/// When the payload is no such request; AWS sends none.
pub async fn answer(router: &Router, invocation: LambdaEvent<Value>) -> Result<Value> {
    let request: LambdaRequest =
        serde_json::from_value(invocation.payload).context("read the HTTP request")?;
    let response = Adapter::from(router.clone()).call(LambdaEvent::new(request, invocation.context)).await?;
    serde_json::to_value(response).context("write the HTTP response")
}

/// What came of the events of one request.
enum Put {
    /// All that are news are in the queue; how many that were.
    Taken(usize),
    /// All are repeats of which there were too many.
    TooMany(SignedDuration),
}

/// Queues the events of an integration, but for repeats beyond its limits.
async fn put<Q: AlertQueue, R, C: Clock, W>(
    intake: &Intake<Q, R, C, W>,
    integration: &str,
    mut events: Vec<AlarmEvent>,
) -> Result<Put> {
    let now = intake.clock.now();
    let limits = || intake.limits.lock().unwrap_or_else(PoisonError::into_inner);
    let mut longest = None;
    events.retain(|event| {
        let rest = limits().refuses(integration, event, now);
        longest = longest.max(rest);
        rest.is_none()
    });
    if let Some(rest) = longest {
        tracing::warn!(integration, taken = events.len(), "refused repeats beyond the limit");
        if events.is_empty() {
            return Ok(Put::TooMany(rest));
        }
    }
    queue(&events, &intake.alerts).await?;
    events.iter().for_each(|event| limits().took(integration, event, now));
    Ok(Put::Taken(events.len()))
}
