//! The route that an SNS topic is subscribed to: `/v1/sns/<key>`.
//!
//! The key identifies the integration; the signature proves that SNS sent it. SNS retries after a 5xx and gives up
//! after a 4xx.

use crate::deps::Ports;
use crate::key_use;
use crate::queue::{Outcome, at_most, queue_within_limits};
use crate::reply::Reply;
use crate::request;
use crate::scope;
use crate::sns::{self, Message, MessageType, Refusal};
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::KeyFormat;
use callout_formats::{Parsed, Sender, payload};
use callout_ports::{Clock as _, SettingsSource as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET` on both: what to send. Changes nothing.
pub(crate) async fn explain() -> Reply {
    Reply::Explained(
        "subscribe this address to an SNS topic that the integration lists in its `topics`; this request changed nothing"
            .to_owned(),
    )
}

/// `POST /v1/sns`, with the key as the password in the endpoint's address.
pub(crate) async fn receive<P: Ports>(
    State(deps): State<Arc<P>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    answer(&*deps, request::key(None, &headers), plain(&headers, body)).await
}

/// `POST /v1/sns/<key>`
pub(crate) async fn receive_with_key<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    answer(&*deps, Some(key), plain(&headers, body)).await
}

/// SNS packs nothing.
fn plain(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Reply> {
    request::body(headers, body)?.plain()
}

async fn answer(deps: &impl Ports, key: Option<String>, body: Result<Bytes, Reply>) -> Reply {
    match body {
        Ok(body) => {
            let reply = queue_message(deps, &key.unwrap_or_default(), &body).await;
            reply.unwrap_or_else(|error| Reply::unavailable(&error))
        }
        Err(reply) => reply,
    }
}

async fn queue_message(deps: &impl Ports, key: &str, body: &[u8]) -> Result<Reply> {
    let rules = deps.table().rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(key) else {
        deps.strangers().refused("a message of SNS");
        return Ok(Reply::unknown_key(&rules, Reply::Unauthorized));
    };
    if let Some(why) = scope::refusal(name, integration, KeyFormat::Sns) {
        return Ok(Reply::Forbidden(why));
    }
    let now = deps.clock().now();
    let message = match verified(deps, body, &integration.topics, now).await {
        Ok(message) => message,
        Err(refusal) => return refused(name, refusal),
    };
    if message.message_type != MessageType::Notification {
        return confirm_subscription(deps, name, &message).await;
    }
    let body: Value = serde_json::from_slice(body).context("read a verified message")?;
    let sender =
        Sender::integration(name, integration.service.clone(), now).with_services(&integration.services);
    let mut events = at_most(events(&body, now), &sender);
    for event in &mut events {
        event.service = integration.service_of(event.service.take());
    }
    scope::keep_to_account(&mut events, name, &message.topic_arn);
    let outcome = queue_within_limits(deps, name, events).await?;
    key_use::note(deps, key).await;
    Ok(match outcome {
        Outcome::Queued(count) => Reply::Accepted(json!({ "status": "success", "events": count })),
        Outcome::TooManyRepeats(wait) => Reply::TooManyRequests(wait),
    })
}

async fn verified(
    deps: &impl Ports,
    body: &[u8],
    topics: &[String],
    now: Timestamp,
) -> Result<Message, Refusal> {
    let message = Message::read(body)?;
    sns::verify(&message, topics, now, deps.certificates(), deps.web()).await?;
    Ok(message)
}

async fn confirm_subscription(deps: &impl Ports, integration: &str, message: &Message) -> Result<Reply> {
    let topic = &message.topic_arn;
    let address = message
        .subscribe_url
        .as_deref()
        .filter(|_| message.message_type == MessageType::SubscriptionConfirmation);
    let Some(address) = address else {
        tracing::warn!(integration, topic, "a topic's subscription was deleted");
        return Ok(Reply::Accepted(json!({ "status": "success", "events": 0 })));
    };
    if let Err(refusal) = sns::confirm(address, topic, deps.web()).await {
        return refused(integration, refusal);
    }
    tracing::info!(integration, topic, "confirmed the subscription of a topic");
    Ok(Reply::Accepted(json!({ "status": "success", "events": 0, "subscribed": true })))
}

fn refused(integration: &str, refusal: Refusal) -> Result<Reply> {
    match refusal {
        Refusal::Unavailable(error) => Err(error).context("ask SNS"),
        Refusal::Unreadable(_) => Ok(Reply::BadRequest(refusal.to_string())),
        _ => {
            tracing::warn!(integration, "refused a message of SNS: {refusal}");
            Ok(Reply::Forbidden(refusal.to_string()))
        }
    }
}

fn events(body: &Value, now: Timestamp) -> Vec<AlarmEvent> {
    let mut events = Vec::new();
    for parsed in payload::parse(body, now) {
        match parsed {
            Parsed::Event(event) => events.push(*event),
            Parsed::Ignored(reason) => tracing::info!(%reason, "no alarm event"),
        }
    }
    events
}
