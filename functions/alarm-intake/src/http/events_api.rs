//! PagerDuty's two routes: the key is in the body, and every answer in PagerDuty's words.

use super::reply::Reply;
use super::{Intake, Put, caller, put};
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use callout_formats::tools::pagerduty::{self, Enqueue, Refusal};
use callout_ports::{AlertQueue, Clock, SettingsSource};
use std::sync::Arc;

/// `POST /v2/enqueue`
pub(super) async fn enqueue<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, &headers, body, pagerduty::enqueue).await
}

/// `POST /v2/change/enqueue`
pub(super) async fn change<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, &headers, body, pagerduty::change).await
}

async fn take<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    intake: &Intake<Q, R, C, W>,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    read: fn(&[u8], Option<&str>) -> Result<Enqueue, Refusal>,
) -> Reply {
    let body = match caller::body(headers, body) {
        Ok(body) => body,
        Err(reply) => return reply,
    };
    let in_header = headers.get("x-routing-key").and_then(|key| key.to_str().ok());
    match read(&body, in_header) {
        Ok(request) => admit(intake, request).await.unwrap_or_else(|error| Reply::later(&error)),
        Err(refusal) => Reply::Refused(refusal),
    }
}

async fn admit<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    intake: &Intake<Q, R, C, W>,
    request: Enqueue,
) -> Result<Reply> {
    let rules = intake.rulebook.rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(request.routing_key().reveal()) else {
        tracing::warn!("refused an event: its routing key belongs to no integration");
        let refusal = Reply::Refused(Refusal::of("routing_key belongs to no integration"));
        return Ok(Reply::stranger(&rules, refusal));
    };
    let answer = request.answer();
    let event = request.into_event(name, integration.service.clone(), intake.clock.now());
    Ok(match put(intake, name, vec![event]).await? {
        Put::Taken(_) => Reply::Taken(answer),
        Put::TooMany(rest) => Reply::TooMany(rest),
    })
}
