//! PagerDuty's Events API v2: what a tool that pages PagerDuty sends, alerts and changes, read and answered as
//! PagerDuty documents it.
//!
//! Pure: knows neither keys nor queues. Two differences, both so that no page is lost and none is doubled: a long
//! summary is cut, not refused, and a trigger without a key gets one derived from summary and source, so that sending
//! it twice is one alert.

mod draft;

use crate::limits::bounded;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::ServiceName;
use draft::Draft;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt;

/// The largest body taken, in bytes (PagerDuty: 512 KB).
pub const MAX_BODY: usize = 512 * 1024;

/// The secret that names an integration; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct RoutingKey(String);

impl RoutingKey {
    /// The secret itself, to look up whom it belongs to.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RoutingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoutingKey(…)")
    }
}

/// An event that may be taken, once its key is known to belong to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Enqueue {
    routing_key: RoutingKey,
    dedup_key: String,
    kind: AlarmKind,
    draft: Draft,
}

/// Why a body is not taken: one sentence for each thing to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", errors.join("; "))]
pub struct Refusal {
    /// What to mend.
    pub errors: Vec<String>,
}

impl Refusal {
    /// A refusal for one reason.
    pub fn of(error: impl Into<String>) -> Self {
        Self { errors: vec![error.into()] }
    }

    /// The body of the answer, in PagerDuty's words.
    pub fn answer(&self) -> Value {
        json!({ "status": "invalid event", "message": "Event object is invalid", "errors": self.errors })
    }
}

/// Reads the body of `POST /v2/enqueue`. Older clients (`pdpyras`) put the routing key into a header.
///
/// # Errors
/// Lists everything that PagerDuty, too, would refuse.
pub fn enqueue(body: &[u8], in_header: Option<&str>) -> Result<Enqueue, Refusal> {
    let body = json(body)?;
    let mut fields = draft::Fields::of(&body);
    let routing_key = fields.routing_key(in_header);
    let action = fields.one_of("/event_action", &ACTIONS);
    let given_key = fields.key("/dedup_key");
    let draft = fields.draft(action);
    let (Some(routing_key), Some(kind), Some(draft)) = (routing_key, action, draft) else {
        return Err(Refusal { errors: fields.errors });
    };
    let dedup_key = given_key.or_else(|| (kind == AlarmKind::Trigger).then(|| draft.automatic_key()));
    if dedup_key.is_none() && fields.errors.is_empty() {
        fields.errors.push("dedup_key is needed to acknowledge or resolve".to_owned());
    }
    match dedup_key {
        Some(dedup_key) if fields.errors.is_empty() => {
            Ok(Enqueue { routing_key: RoutingKey(routing_key), dedup_key, kind, draft })
        }
        _ => Err(Refusal { errors: fields.errors }),
    }
}

/// Reads the body of `POST /v2/change/enqueue`: something was changed, and nothing is wrong.
///
/// The same change told twice is one: summary, source and time name it.
///
/// # Errors
/// Lists everything that PagerDuty, too, would refuse.
pub fn change(body: &[u8], in_header: Option<&str>) -> Result<Enqueue, Refusal> {
    let body = json(body)?;
    let mut fields = draft::Fields::of(&body);
    let routing_key = fields.routing_key(in_header);
    let draft = fields.draft(Some(AlarmKind::Change));
    let (Some(routing_key), Some(draft)) = (routing_key, draft) else {
        return Err(Refusal { errors: fields.errors });
    };
    let dedup_key = draft.key_of_change();
    Ok(Enqueue { routing_key: RoutingKey(routing_key), dedup_key, kind: AlarmKind::Change, draft })
}

fn json(body: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::of(format!("the body is not JSON: {error}")))
}

/// PagerDuty's actions in our words.
const ACTIONS: [(&str, AlarmKind); 3] = [
    ("trigger", AlarmKind::Trigger),
    ("acknowledge", AlarmKind::Acknowledge),
    ("resolve", AlarmKind::Resolve),
];

impl Enqueue {
    /// The key by which the caller says who it is.
    pub fn routing_key(&self) -> &RoutingKey {
        &self.routing_key
    }

    /// The body of the answer, in PagerDuty's words.
    pub fn answer(&self) -> Value {
        if self.kind == AlarmKind::Change {
            return json!({ "status": "success", "message": "Change event processed" });
        }
        json!({ "status": "success", "message": "Event processed", "dedup_key": self.dedup_key })
    }

    /// The event, from the integration that the routing key belongs to.
    ///
    /// Ordered by `received_at`: of a caller's trigger and resolve often only one carries a time. A change happened when
    /// its sender says, or now.
    pub fn into_event(
        self,
        integration: &str,
        service: Option<ServiceName>,
        received_at: Timestamp,
    ) -> AlarmEvent {
        let changed_at = self.draft.happened_at.filter(|_| self.kind == AlarmKind::Change);
        let Draft { summary, severity, labels, links, detail, .. } = self.draft;
        bounded(AlarmEvent {
            source: format!("integration/{integration}"),
            summary: if summary.is_empty() { self.dedup_key.clone() } else { summary },
            dedup_key: self.dedup_key,
            kind: self.kind,
            severity,
            service,
            changed_at: changed_at.map_or(received_at, |at| at.min(received_at)),
            labels,
            links,
            detail,
            muted: None,
            children: Vec::new(),
        })
    }
}
