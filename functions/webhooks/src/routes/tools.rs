//! The webhooks of tools that send no key in the body: it is a bearer token, a password or the last part of the path.
//!
//! Every non-empty body of a known sender becomes an event, or is confirmed as a test.

use crate::deps::Ports;
use crate::key_use;
use crate::queue::{Outcome, at_most, queue_within_limits};
use crate::reply::Reply;
use crate::request::{self, Sent};
use crate::scope;
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::KeyFormat;
use callout_formats::webhook::Format;
use callout_formats::{Ignored, Parsed, Sender};
use callout_ports::{Clock as _, SettingsSource as _};
use serde_json::json;
use std::sync::Arc;

/// What an address says besides the format, as fields of the body.
pub(crate) type More<'a> = &'a [(&'a str, &'a str)];

/// `POST /v1/<format>`, with the key in a header.
pub(crate) async fn receive<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(format): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    let Some(format) = Format::named(&format) else { return Reply::NotFound };
    answer(&*deps, format, request::key(None, &headers), request::body(&headers, body), &[]).await
}

/// `POST /v1/<format>/<key>`
pub(crate) async fn receive_with_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path((format, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    let Some(format) = Format::named(&format) else { return Reply::NotFound };
    answer(&*deps, format, Some(key), request::body(&headers, body), &[]).await
}

/// `GET /v1/<format>` and `GET /v1/<format>/<key>`: what to send here. Reads no key and changes nothing.
pub(crate) async fn explain(Path(parts): Path<Vec<String>>) -> Reply {
    let format = parts.first().and_then(|name| Format::named(name));
    format.map_or(Reply::NotFound, |format| {
        let what = match format {
            Format::Generic => {
                "an event, a list of events, a line of text, or the webhook of any tool".to_owned()
            }
            format => format!("the webhook of {}", format.title()),
        };
        Reply::Explained(format!(
            "send {what} here with POST, and the key of an integration as the last part of the path or as \
             Authorization: Bearer <key>; this request changed nothing"
        ))
    })
}

/// Receives a body in a format.
pub(crate) async fn answer(
    deps: &impl Ports,
    format: Format,
    key: Option<String>,
    body: Result<Sent, Reply>,
    more: More<'_>,
) -> Reply {
    let body = match body {
        Ok(body) => Some(body),
        Err(Reply::PayloadTooLarge) => None,
        Err(reply) => return reply,
    };
    let reply = queue_body(deps, format, &key.unwrap_or_default(), body, more).await;
    reply.unwrap_or_else(|error| Reply::unavailable(&error))
}

/// Queues the events of a body; for a body that is too large to read, one event that says so.
async fn queue_body(
    deps: &impl Ports,
    format: Format,
    key: &str,
    body: Option<Sent>,
    more: More<'_>,
) -> Result<Reply> {
    let rules = deps.table().rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(key) else {
        deps.strangers().refused("a request");
        return Ok(Reply::unknown_key(&rules, Reply::Unauthorized));
    };
    if let Some(why) = scope::refusal(name, integration, key_format(format)) {
        return Ok(Reply::Forbidden(why));
    }
    let sender = Sender::integration(name, integration.service.clone(), deps.clock().now());
    let sender = sender.with_services(&integration.services).with_mapping(integration.mapping.clone());
    let body = match body.map(Sent::unpacked) {
        Some(Ok(body)) => body,
        Some(Err(reply)) if !matches!(reply, Reply::PayloadTooLarge) => return Ok(reply),
        _ => return too_large(deps, name, &sender).await,
    };
    let parsed = format.read_with(&body, more, &sender);
    let tests: Vec<String> = parsed.iter().filter_map(test).collect();
    let mut events = at_most(parsed.into_iter().filter_map(event).collect(), &sender);
    scope::rename_aws_labels(&mut events);
    scope::hide_key(&mut events, key);
    match (events.is_empty(), tests.as_slice()) {
        (true, []) => Ok(Reply::BadRequest("the body is empty: send at least a line of text".to_owned())),
        (true, [what, ..]) => {
            tracing::info!(integration = name, "{what}");
            Ok(Reply::Accepted(json!({ "status": "success", "events": 0, "message": what })))
        }
        _ => queue(deps, name, key, events).await,
    }
}

/// Few tools send less when they retry, so an event must record that something arrived.
async fn too_large(deps: &impl Ports, integration: &str, sender: &Sender) -> Result<Reply> {
    let event = sender.unparsed_event("a body of more than 512 KB: send fewer alerts at once");
    queue_within_limits(deps, integration, vec![event]).await?;
    tracing::error!(integration, "a body was too large to be read; it opened an alert");
    Ok(Reply::PayloadTooLarge)
}

async fn queue(deps: &impl Ports, integration: &str, key: &str, events: Vec<AlarmEvent>) -> Result<Reply> {
    let outcome = queue_within_limits(deps, integration, events).await?;
    key_use::note(deps, key).await;
    Ok(match outcome {
        Outcome::Queued(count) => Reply::Accepted(json!({ "status": "success", "events": count })),
        Outcome::TooManyRepeats(wait) => Reply::TooManyRequests(wait),
    })
}

fn event(parsed: Parsed) -> Option<AlarmEvent> {
    match parsed {
        Parsed::Event(event) => Some(*event),
        Parsed::Ignored(_) => None,
    }
}

fn test(parsed: &Parsed) -> Option<String> {
    match parsed {
        Parsed::Ignored(test @ Ignored::TestMessage { .. }) => Some(test.to_string()),
        _ => None,
    }
}

fn key_format(format: Format) -> KeyFormat {
    match format {
        Format::Alertmanager => KeyFormat::Alertmanager,
        Format::Grafana => KeyFormat::Grafana,
        Format::Datadog => KeyFormat::Datadog,
        Format::Generic | Format::Monitor(_) => KeyFormat::Events,
    }
}
