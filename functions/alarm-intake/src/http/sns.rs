//! The route that an SNS topic is subscribed to: `/v1/sns/<key>`.
//!
//! The key says which integration; the signature says that SNS sent it. SNS tries again what is answered 5xx, and gives
//! up on 4xx.

use super::reply::Reply;
use super::{Intake, Put, caller, put};
use crate::sns::{self, Kind, Message, Refusal};
use anyhow::{Context as _, Result};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use callout_domain::alarm::AlarmEvent;
use callout_formats::{Parsed, payload};
use callout_ports::{AlertQueue, Clock, SettingsSource, Web};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /v1/sns`, the key as password of the endpoint's address.
pub(super) async fn receive<Q: AlertQueue, R: SettingsSource, C: Clock, W: Web>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, caller::key(None, &headers), caller::body(&headers, body)).await
}

/// `POST /v1/sns/<key>`
pub(super) async fn receive_with_key<Q: AlertQueue, R: SettingsSource, C: Clock, W: Web>(
    State(intake): State<Arc<Intake<Q, R, C, W>>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Reply {
    take(&intake, Some(key), caller::body(&headers, body)).await
}

async fn take<Q: AlertQueue, R: SettingsSource, C: Clock, W: Web>(
    intake: &Intake<Q, R, C, W>,
    key: Option<String>,
    body: Result<Bytes, Reply>,
) -> Reply {
    match body {
        Ok(body) => {
            let reply = admit(intake, &key.unwrap_or_default(), &body).await;
            reply.unwrap_or_else(|error| Reply::later(&error))
        }
        Err(reply) => reply,
    }
}

async fn admit<Q: AlertQueue, R: SettingsSource, C: Clock, W: Web>(
    intake: &Intake<Q, R, C, W>,
    key: &str,
    body: &[u8],
) -> Result<Reply> {
    let rules = intake.rulebook.rules().await.context("read the settings")?;
    let Some((name, integration)) = rules.integration(key) else {
        tracing::warn!("refused a message of SNS: its key belongs to no integration");
        return Ok(Reply::stranger(&rules, Reply::Unknown));
    };
    let now = intake.clock.now();
    let message = match verified(intake, body, &integration.topics, now).await {
        Ok(message) => message,
        Err(refusal) => return refused(name, refusal),
    };
    if message.kind != Kind::Notification {
        return about_subscription(intake, name, &message).await;
    }
    let body: Value = serde_json::from_slice(body).context("read a verified message")?;
    let mut events = events(&body, now);
    for event in &mut events {
        event.service = integration.service.clone().or_else(|| event.service.take());
    }
    Ok(match put(intake, name, events).await? {
        Put::Taken(count) => Reply::Taken(json!({ "status": "success", "events": count })),
        Put::TooMany(rest) => Reply::TooMany(rest),
    })
}

async fn verified<Q, R, C, W: Web>(
    intake: &Intake<Q, R, C, W>,
    body: &[u8],
    topics: &[String],
    now: Timestamp,
) -> Result<Message, Refusal> {
    let message = Message::read(body)?;
    sns::verify(&message, topics, now, &intake.certificates, &intake.web).await?;
    Ok(message)
}

async fn about_subscription<Q, R, C, W: Web>(
    intake: &Intake<Q, R, C, W>,
    integration: &str,
    message: &Message,
) -> Result<Reply> {
    let topic = &message.topic_arn;
    let address = message.subscribe_url.as_deref().filter(|_| message.kind == Kind::SubscriptionConfirmation);
    let Some(address) = address else {
        tracing::warn!(integration, topic, "a topic will send nothing more: its subscription was deleted");
        return Ok(Reply::Taken(json!({ "status": "success", "events": 0 })));
    };
    if let Err(refusal) = sns::confirm(address, &intake.web).await {
        return refused(integration, refusal);
    }
    tracing::info!(integration, topic, "confirmed the subscription of a topic");
    Ok(Reply::Taken(json!({ "status": "success", "events": 0, "subscribed": true })))
}

fn refused(integration: &str, refusal: Refusal) -> Result<Reply> {
    match refusal {
        Refusal::NotNow(error) => Err(error).context("ask SNS"),
        Refusal::Unreadable(_) => Ok(Reply::Wrong(refusal.to_string())),
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
            Parsed::Ignored(reason) => tracing::info!(%reason, "nothing to tell"),
        }
    }
    events
}
