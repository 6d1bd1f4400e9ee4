//! The webhooks of tools that send no key in the body: it is a bearer token, a password or the last part of the path.
//!
//! Every non-empty body of a known sender becomes an event.

use crate::deps::Ports;
use crate::key_use;
use crate::queue::{Outcome, at_most, queue_within_limits};
use crate::reply::Reply;
use crate::request;
use crate::scope;
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_domain::settings::KeyFormat;
use callout_formats::Sender;
use callout_formats::webhook::Format;
use callout_ports::{Clock as _, SettingsSource as _};
use serde_json::json;
use std::sync::Arc;

/// `POST /v1/<format>`, with the key in a header.
pub(crate) async fn receive<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(format): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    answer(&*deps, &format, request::key(None, &headers), request::body(&headers, body)).await
}

/// `POST /v1/<format>/<key>`
pub(crate) async fn receive_with_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((format, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    answer(&*deps, &format, Some(key), request::body(&headers, body)).await
}

async fn answer(deps: &impl Ports, format: &str, key: Option<String>, body: Result<Bytes, Reply>) -> Reply {
    let Some(format) = Format::named(format) else { return Reply::NotFound };
    let body = match body {
        Ok(body) => Some(body),
        Err(Reply::PayloadTooLarge) => None,
        Err(reply) => return reply,
    };
    let reply = queue_body(deps, format, &key.unwrap_or_default(), body.as_deref()).await;
    reply.unwrap_or_else(|error| Reply::unavailable(&error))
}

/// Queues the events of a body; for a body that is too large to read, one event that says so.
async fn queue_body(deps: &impl Ports, format: Format, key: &str, body: Option<&[u8]>) -> Result<Reply> {
    let rules = deps.table().rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(key) else {
        tracing::warn!(?format, "refused a request: its key belongs to no integration");
        return Ok(Reply::unknown_key(&rules, Reply::Unauthorized));
    };
    if let Some(why) = scope::refusal(name, integration, key_format(format)) {
        return Ok(Reply::Forbidden(why));
    }
    let sender = Sender::integration(name, integration.service.clone(), deps.clock().now());
    let Some(body) = body else {
        // Few tools send less when they retry, so an event must record that something arrived.
        let event = sender.unparsed_event("a body of more than 512 KB: send fewer alerts at once");
        queue_within_limits(deps, name, vec![event]).await?;
        tracing::error!(integration = name, "a body was too large to be read; it opened an alert");
        return Ok(Reply::PayloadTooLarge);
    };
    let mut events = at_most(format.read(body, &sender), &sender);
    scope::rename_aws_labels(&mut events);
    scope::hide_key(&mut events, key);
    if events.is_empty() {
        return Ok(Reply::BadRequest("the body is empty: send at least a line of text".to_owned()));
    }
    let outcome = queue_within_limits(deps, name, events).await?;
    key_use::note(deps, key).await;
    Ok(match outcome {
        Outcome::Queued(count) => Reply::Accepted(json!({ "status": "success", "events": count })),
        Outcome::TooManyRepeats(wait) => Reply::TooManyRequests(wait),
    })
}

fn key_format(format: Format) -> KeyFormat {
    match format {
        Format::Alertmanager => KeyFormat::Alertmanager,
        Format::Grafana => KeyFormat::Grafana,
        Format::Datadog => KeyFormat::Datadog,
        Format::Generic => KeyFormat::Events,
    }
}
