//! The webhooks of tools that send no key in the body: it is a bearer token, a password or the last part of the path.
//!
//! Whatever a known sender sends becomes an event; only a body with nothing in it is refused.

use super::reply::Reply;
use super::{Intake, Put, caller, put};
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_formats::Sender;
use callout_formats::webhook::Format;
use callout_ports::{AlertQueue, Clock, SettingsSource};
use serde_json::json;
use std::sync::Arc;

/// The most events of one body: as many batches of ten as the queue takes well within a request's time.
const MOST: usize = 3000;

/// `POST /v1/<format>`, the key in a header.
pub(super) async fn receive<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    Path(format): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, &format, caller::key(None, &headers), caller::body(&headers, body)).await
}

/// `POST /v1/<format>/<key>`
pub(super) async fn receive_with_key<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    Path((format, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, &format, Some(key), caller::body(&headers, body)).await
}

async fn take<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    intake: &Intake<Q, R, C, W>,
    format: &str,
    key: Option<String>,
    body: Result<Bytes, Reply>,
) -> Reply {
    let Some(format) = Format::named(format) else { return Reply::NoSuchRoute };
    match body {
        Ok(body) => {
            let reply = admit(intake, format, &key.unwrap_or_default(), Some(&body)).await;
            reply.unwrap_or_else(|error| Reply::later(&error))
        }
        Err(Reply::TooLarge) => {
            let reply = admit(intake, format, &key.unwrap_or_default(), None).await;
            reply.unwrap_or_else(|error| Reply::later(&error))
        }
        Err(reply) => reply,
    }
}

async fn admit<Q: AlertQueue, R: SettingsSource, C: Clock, W>(
    intake: &Intake<Q, R, C, W>,
    format: Format,
    key: &str,
    body: Option<&[u8]>,
) -> Result<Reply> {
    let rules = intake.rulebook.rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(key) else {
        tracing::warn!(?format, "refused a request: its key belongs to no integration");
        return Ok(Reply::stranger(&rules, Reply::Unknown));
    };
    let sender = Sender::integration(name, integration.service.clone(), intake.clock.now());
    let Some(body) = body else {
        // Few tools send less the next time; that there was something must not be lost.
        put(intake, name, vec![sender.unread("a body of more than 512 KB: send fewer alerts at once")])
            .await?;
        tracing::error!(integration = name, "a body was too large to be read; it opened an alert");
        return Ok(Reply::TooLarge);
    };
    let mut events = format.read(body, &sender);
    if events.is_empty() {
        return Ok(Reply::Wrong("the body is empty: send at least a line of text".to_owned()));
    }
    if events.len() > MOST {
        let more = format!("{} events in one body; {MOST} of them were taken", events.len());
        events.truncate(MOST);
        events.insert(0, sender.unread(&more));
    }
    Ok(match put(intake, name, events).await? {
        Put::Taken(count) => Reply::Taken(json!({ "status": "success", "events": count })),
        Put::TooMany(rest) => Reply::TooMany(rest),
    })
}
