//! What other tools may call over HTTPS, each in its own format.
//!
//! Answers 202 only when the queue has the event; never logs a key. A new format is a parser like `pagerduty` and a
//! route here.

use crate::handler::queue;
use crate::pagerduty::{self, MAX_BODY, Refusal};
use anyhow::{Context as _, Result};
use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use callout_ports::{AlertQueue, Clock, Rulebook};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Service as _};
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the routes need of the outside.
#[derive(Debug)]
pub struct Intake<Q, R, C> {
    /// Where events go.
    pub alerts: Q,
    /// Who the callers' keys belong to.
    pub rulebook: R,
    /// When a request came.
    pub clock: C,
}

/// All routes.
pub fn router<Q, R, C>(intake: Arc<Intake<Q, R, C>>) -> Router
where
    Q: AlertQueue + 'static,
    R: Rulebook + 'static,
    C: Clock + 'static,
{
    Router::new()
        .route("/v2/enqueue", post(enqueue::<Q, R, C>))
        .fallback(|| async { Answer::NoSuchRoute })
        .method_not_allowed_fallback(|| async { Answer::WrongMethod })
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

async fn enqueue<Q: AlertQueue, R: Rulebook, C: Clock>(
    State(intake): State<Arc<Intake<Q, R, C>>>,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => return Answer::TooLarge,
        Err(rejection) => return Answer::Refused(Refusal::of(rejection.body_text())),
    };
    let request = match pagerduty::enqueue(&body) {
        Ok(request) => request,
        Err(refusal) => return Answer::Refused(refusal),
    };
    take(&intake, request).await.unwrap_or_else(|error| {
        tracing::error!("could not take an event: {error:#}");
        Answer::Later
    })
}

async fn take<Q: AlertQueue, R: Rulebook, C: Clock>(
    intake: &Intake<Q, R, C>,
    request: pagerduty::Enqueue,
) -> Result<Answer> {
    let rules = intake.rulebook.rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(request.routing_key().reveal()) else {
        tracing::warn!("refused an event: its routing key belongs to no integration");
        return Ok(Answer::Refused(Refusal::of("routing_key belongs to no integration")));
    };
    let answer = request.answer();
    let event = request.into_event(name, integration.service.clone(), intake.clock.now());
    queue(&[event], &intake.alerts).await?;
    Ok(Answer::Taken(answer))
}

/// What callers are told, always as JSON.
enum Answer {
    Taken(Value),
    Refused(Refusal),
    TooLarge,
    Later,
    NoSuchRoute,
    WrongMethod,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let error = |message: &str| json!({ "status": "error", "message": message });
        let (status, body) = match self {
            Self::Taken(body) => (StatusCode::ACCEPTED, body),
            Self::Refused(refusal) => (StatusCode::BAD_REQUEST, refusal.answer()),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, Refusal::of("the body is larger than 512 KB").answer())
            }
            Self::Later => (StatusCode::SERVICE_UNAVAILABLE, error("not recorded: send it again")),
            Self::NoSuchRoute => {
                (StatusCode::NOT_FOUND, error("no such route: send events to POST /v2/enqueue"))
            }
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, error("send events with POST")),
        };
        (status, Json(body)).into_response()
    }
}
