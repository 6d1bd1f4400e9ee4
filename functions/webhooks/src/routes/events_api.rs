//! PagerDuty's two routes: the key is in the body, and every response has PagerDuty's format.

use crate::deps::Ports;
use crate::key_use;
use crate::queue::{Outcome, queue_within_limits};
use crate::reply::Reply;
use crate::request::{self, Sent};
use crate::scope;
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use callout_domain::settings::{KeyFormat, Rules};
use callout_formats::tools::pagerduty::{self, EventRequest, InvalidEvent};
use callout_ports::{Clock as _, SettingsSource as _};
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;

/// `POST /v2/enqueue`
pub(crate) async fn enqueue<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    receive(&*deps, &headers, body, pagerduty::read_event).await
}

/// `GET` on both: what to send. Changes nothing.
pub(crate) async fn explain() -> Reply {
    Reply::Explained(
        "send events of PagerDuty's Events API v2 here with POST, and the key of an integration as routing_key; this \
         request changed nothing"
            .to_owned(),
    )
}

/// `POST /v2/change/enqueue`
pub(crate) async fn change<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    receive(&*deps, &headers, body, pagerduty::read_change).await
}

async fn receive(
    deps: &impl Ports,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    read: fn(&[u8], Option<&str>) -> Result<EventRequest, InvalidEvent>,
) -> Reply {
    let reply = match request::body(headers, body) {
        Ok(body) => receive_sent(deps, headers, body, read).await,
        Err(reply) => return reply,
    };
    reply.unwrap_or_else(|error| Reply::unavailable(&error))
}

async fn receive_sent(
    deps: &impl Ports,
    headers: &HeaderMap,
    body: Sent,
    read: fn(&[u8], Option<&str>) -> Result<EventRequest, InvalidEvent>,
) -> Result<Reply> {
    let in_header = headers.get("x-routing-key").and_then(|key| key.to_str().ok());
    let rules = deps.table().rules().await.context("read the settings")?;
    let body = match unpacked(&rules, body, in_header) {
        Ok(body) => body,
        Err(reply) => return Ok(reply),
    };
    if is_of_a_stranger(&rules, &body, in_header) {
        deps.strangers().refused("an event");
        return Ok(Reply::InvalidEvent(InvalidEvent::of(STRANGER)));
    }
    match read(&body, in_header) {
        Ok(event) => enqueue_for_its_integration(deps, &rules, event).await,
        Err(invalid) => Ok(Reply::InvalidEvent(invalid)),
    }
}

/// What a stranger is told.
const STRANGER: &str = "routing_key belongs to no integration";

/// Only the key of a body: nothing else is kept, so that a stranger's half megabyte costs little.
#[derive(Deserialize)]
struct KeyOnly<'a> {
    #[serde(borrow)]
    routing_key: Cow<'a, str>,
}

/// Whether a body names a key that belongs to no integration. One that names none is read whole: the answer says what it lacks.
fn is_of_a_stranger(rules: &Rules, body: &[u8], in_header: Option<&str>) -> bool {
    let named = serde_json::from_slice::<KeyOnly<'_>>(body).ok().map(|body| body.routing_key);
    let named = [named, in_header.map(Cow::Borrowed)].into_iter().flatten();
    let key = named.map(|key| key.trim().to_owned()).find(|key| !key.is_empty());
    key.is_some_and(|key| rules.integration(&key).is_none() && !rules.are_unreadable())
}

/// The content of a body. The key is in it, so it is unpacked only if a header has a known key, too.
fn unpacked(rules: &Rules, body: Sent, in_header: Option<&str>) -> Result<Bytes, Reply> {
    let is_known = in_header.is_some_and(|key| rules.integration(key).is_some());
    if is_known { body.unpacked() } else { body.plain() }
}

async fn enqueue_for_its_integration(deps: &impl Ports, rules: &Rules, event: EventRequest) -> Result<Reply> {
    let Some((name, integration)) = rules.integration(event.routing_key().reveal()) else {
        deps.strangers().refused("an event");
        let invalid = Reply::InvalidEvent(InvalidEvent::of(STRANGER));
        return Ok(Reply::unknown_key(rules, invalid));
    };
    if let Some(why) = scope::refusal(name, integration, KeyFormat::EventsApi) {
        return Ok(Reply::InvalidEvent(InvalidEvent::of(why)));
    }
    let response = event.response();
    let key = event.routing_key().reveal().to_owned();
    let mut events = [event.into_event(name, integration.service.clone(), deps.clock().now())];
    scope::rename_aws_labels(&mut events);
    scope::hide_key(&mut events, &key);
    let outcome = queue_within_limits(deps, name, events.into()).await?;
    key_use::note(deps, &key).await;
    Ok(match outcome {
        Outcome::Queued(_) => Reply::Accepted(response),
        Outcome::TooManyRepeats(wait) => Reply::TooManyRequests(wait),
    })
}
