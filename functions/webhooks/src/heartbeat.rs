//! Heartbeat pings: `GET`, `HEAD` or `POST /heartbeat/<key>`, whichever the sender supports; and as Opsgenie takes them, so that
//! what pings it needs a new host and key only (source: <https://docs.opsgenie.com/docs/heartbeat-api>).
//!
//! A `GET` acts here, as with other heartbeat monitors: cron jobs and load balancers can do nothing else, and a link
//! scanner that opens the address can only send a ping. Never logs a key.

use crate::deps::Ports;
use crate::key_use;
use crate::queue::queue;
use crate::request;
use anyhow::{Context as _, Result, bail};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use callout_domain::heartbeat::{Heartbeat, HeartbeatState};
use callout_domain::ids::HeartbeatName;
use callout_lambda::after_conflict;
use callout_ports::{AlertQueue, Clock, CommitError, Heartbeats, SettingsSource};
use serde_json::json;
use std::sync::Arc;

/// How often storing a ping is retried on conflicts with other pings or the sweep.
const TRIES: usize = 10;

/// The route.
pub(crate) async fn receive<P: Ports>(State(deps): State<Arc<P>>, Path(key): Path<String>) -> Response {
    let error = |message: &str| Json(json!({ "status": "error", "message": message }));
    match record(&key, deps.alerts(), deps.table(), deps.clock()).await {
        Ok(Some(beat)) => {
            key_use::note(&*deps, &key).await;
            Json(json!({ "status": "ok", "heartbeat": beat.name, "next_by": beat.due_at })).into_response()
        }
        Ok(None) => {
            deps.strangers().refused("a ping");
            (StatusCode::NOT_FOUND, error("this key belongs to no heartbeat")).into_response()
        }
        Err(failed) => {
            tracing::error!("could not record a ping: {failed:#}");
            (StatusCode::SERVICE_UNAVAILABLE, error("not recorded: send it again")).into_response()
        }
    }
}

/// Whatever method on `/v2/heartbeats/<name>/ping`, with `Authorization: GenieKey <key>`.
pub(crate) async fn receive_as_opsgenie<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(called): Path<String>,
    headers: HeaderMap,
) -> Response {
    let refused = |status: StatusCode, why: &str| {
        (status, Json(json!({ "message": why, "took": 0.0, "requestId": "none" }))).into_response()
    };
    let Some(key) = request::key(None, &headers) else {
        return refused(
            StatusCode::UNAUTHORIZED,
            "send the heartbeat's key as `Authorization: GenieKey <key>`",
        );
    };
    // A job with the key of another would hide that the other is dead.
    let Ok(rules) = deps.table().rules().await else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "not recorded: send it again");
    };
    if let Some((name, heartbeat)) = rules.heartbeat(&key).filter(|(name, it)| !is_called(&called, name, it))
    {
        let title = heartbeat.title.as_deref().unwrap_or(name.as_str());
        return refused(
            StatusCode::NOT_FOUND,
            &format!("this key is that of the heartbeat {title}; each has its own"),
        );
    }
    match receive(State(Arc::clone(&deps)), Path(key)).await {
        answer if answer.status().is_success() => {
            let pong = json!({ "result": "PONG - Heartbeat received", "took": 0.0, "requestId": "none" });
            (StatusCode::ACCEPTED, Json(pong)).into_response()
        }
        answer => answer,
    }
}

/// Whether a heartbeat is called so: names there may have spaces and capitals.
fn is_called(called: &str, name: &HeartbeatName, heartbeat: &Heartbeat) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let known = [Some(name.as_str()), heartbeat.title.as_deref()];
    known.into_iter().flatten().any(|known| letters(known) == letters(called))
}

/// Records a ping; `None` if the key belongs to no heartbeat. The event that ends the alert is queued before the ping
/// is recorded, so that no crash leaves an alert open for a heartbeat that pings.
///
/// # Errors
/// It could not be recorded; the sender is asked to send it again.
pub async fn record<T: SettingsSource + Heartbeats>(
    key: &str,
    alerts: &impl AlertQueue,
    table: &T,
    clock: &impl Clock,
) -> Result<Option<HeartbeatState>> {
    let rules = table.rules().await.context("read the settings")?;
    let Some((name, heartbeat)) = rules.heartbeat(key) else {
        anyhow::ensure!(!rules.are_unreadable(), "the settings cannot be read");
        return Ok(None);
    };
    for tried in 0..TRIES {
        match record_once(name, heartbeat, alerts, table, clock).await {
            Ok(beat) => return Ok(Some(beat)),
            Err(RecordError::Conflict) => after_conflict(tried).await,
            Err(RecordError::Other(error)) => return Err(error.context(format!("record a ping of {name}"))),
        }
    }
    bail!("every one of {TRIES} tries to record a ping of {name} met a conflict")
}

enum RecordError {
    Conflict,
    Other(anyhow::Error),
}

async fn record_once(
    name: &HeartbeatName,
    heartbeat: &Heartbeat,
    alerts: &impl AlertQueue,
    table: &impl Heartbeats,
    clock: &impl Clock,
) -> Result<HeartbeatState, RecordError> {
    let before = table.heartbeat_state(name).await.map_err(|error| RecordError::Other(error.into()))?;
    let now = clock.now();
    if let Some(missed_at) = before.as_ref().and_then(|before| before.missed_at) {
        let back = heartbeat.resolve_event(name, now, missed_at);
        queue(&[back], alerts).await.map_err(RecordError::Other)?;
    }
    let beat = HeartbeatState::pinged(before.as_ref(), name, heartbeat, now);
    match table.save_heartbeat_state(&beat).await {
        Ok(()) => Ok(beat),
        Err(CommitError::Conflict) => Err(RecordError::Conflict),
        Err(CommitError::Port(error)) => Err(RecordError::Other(error.into())),
    }
}
