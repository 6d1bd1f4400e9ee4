//! PagerDuty's Events API v2, alerts and changes, with requests and responses as PagerDuty documents them.
//!
//! Does not look up keys or send events. It differs from PagerDuty in two ways, so that no page is lost or duplicated:
//! it truncates a long summary instead of rejecting it, and it derives a missing dedup key of a trigger from summary
//! and source, so that sending it twice is one alert.

mod body;

use crate::limits::within_limits;
use crate::text;
use body::{BodyReader, EventFields};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Order};
use callout_domain::ids::ServiceName;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt;

/// The largest body that is read, in bytes (PagerDuty: 512 KB).
pub const MAX_BODY: usize = 512 * 1024;

/// The secret that identifies an integration; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct RoutingKey(String);

impl RoutingKey {
    /// The secret itself, to look up its integration.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RoutingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoutingKey(…)")
    }
}

/// A valid event, whose routing key must still be looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRequest {
    routing_key: RoutingKey,
    dedup_key: String,
    kind: AlarmKind,
    fields: EventFields,
}

/// Why a body is rejected: one sentence for each thing to fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", errors.join("; "))]
pub struct InvalidEvent {
    /// What to fix.
    pub errors: Vec<String>,
}

impl InvalidEvent {
    /// Rejected for one reason.
    pub fn of(error: impl Into<String>) -> Self {
        Self { errors: vec![error.into()] }
    }

    /// The body of the response, in PagerDuty's format.
    pub fn response(&self) -> Value {
        json!({ "status": "invalid event", "message": "Event object is invalid", "errors": self.errors })
    }
}

/// Parses the body of `POST /v2/enqueue`. Older clients (`pdpyras`) put the routing key into a header.
///
/// # Errors
/// Lists everything that PagerDuty would also reject.
pub fn read_event(body: &[u8], in_header: Option<&str>) -> Result<EventRequest, InvalidEvent> {
    let body = json(body)?;
    let mut reader = BodyReader::of(&body);
    let routing_key = reader.routing_key(in_header);
    let action = reader.one_of("/event_action", &ACTIONS);
    let given_key = reader.key("/dedup_key");
    let fields = reader.event_fields(action);
    let (Some(routing_key), Some(kind), Some(fields)) = (routing_key, action, fields) else {
        return Err(InvalidEvent { errors: reader.errors });
    };
    let dedup_key = given_key.or_else(|| (kind == AlarmKind::Trigger).then(|| fields.automatic_key()));
    if dedup_key.is_none() && reader.errors.is_empty() {
        reader.errors.push("dedup_key is needed to acknowledge or resolve".to_owned());
    }
    match dedup_key {
        Some(dedup_key) if reader.errors.is_empty() => {
            Ok(EventRequest { routing_key: RoutingKey(routing_key), dedup_key, kind, fields })
        }
        _ => Err(InvalidEvent { errors: reader.errors }),
    }
}

/// Parses the body of `POST /v2/change/enqueue`: a change event, not an alert.
///
/// The same change sent twice is one: summary, source and time identify it.
///
/// # Errors
/// Lists everything that PagerDuty would also reject.
pub fn read_change(body: &[u8], in_header: Option<&str>) -> Result<EventRequest, InvalidEvent> {
    let body = json(body)?;
    let mut reader = BodyReader::of(&body);
    let routing_key = reader.routing_key(in_header);
    let fields = reader.event_fields(Some(AlarmKind::Change));
    let (Some(routing_key), Some(fields)) = (routing_key, fields) else {
        return Err(InvalidEvent { errors: reader.errors });
    };
    let dedup_key = fields.key_of_change();
    Ok(EventRequest { routing_key: RoutingKey(routing_key), dedup_key, kind: AlarmKind::Change, fields })
}

fn json(bytes: &[u8]) -> Result<Value, InvalidEvent> {
    let text = text::of_bytes(bytes);
    let strict = serde_json::from_str(&text);
    strict
        .or_else(|error| crate::body::json(&text).ok_or(error))
        .map_err(|error| InvalidEvent::of(format!("the body is not JSON: {error}")))
}

/// PagerDuty's actions and our kinds.
const ACTIONS: [(&str, AlarmKind); 3] = [
    ("trigger", AlarmKind::Trigger),
    ("acknowledge", AlarmKind::Acknowledge),
    ("resolve", AlarmKind::Resolve),
];

impl EventRequest {
    /// The key that names the integration.
    pub fn routing_key(&self) -> &RoutingKey {
        &self.routing_key
    }

    /// The body of the response, in PagerDuty's format.
    pub fn response(&self) -> Value {
        if self.kind == AlarmKind::Change {
            return json!({ "status": "success", "message": "Change event processed" });
        }
        json!({ "status": "success", "message": "Event processed", "dedup_key": self.dedup_key })
    }

    /// The event, from the integration that the routing key belongs to.
    ///
    /// `received_at` orders events, because often only one of a tool's trigger and resolve has a time. A change has its
    /// sender's time, else `received_at`.
    pub fn into_event(
        self,
        integration: &str,
        service: Option<ServiceName>,
        received_at: Timestamp,
    ) -> AlarmEvent {
        let changed_at = self.fields.happened_at.filter(|_| self.kind == AlarmKind::Change);
        let EventFields { summary, severity, labels, links, detail, .. } = self.fields;
        within_limits(AlarmEvent {
            source: format!("integration/{integration}"),
            summary: if summary.is_empty() { self.dedup_key.clone() } else { summary },
            dedup_key: self.dedup_key,
            kind: self.kind,
            severity,
            service,
            changed_at: changed_at.map_or(received_at, |at| at.min(received_at)),
            order: Order { by_arrival: self.kind != AlarmKind::Change, ..Order::default() },
            labels,
            links,
            detail,
            muted: None,
            children: Vec::new(),
        })
    }
}
