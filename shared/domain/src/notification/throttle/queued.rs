//! A contact's messages: what asks to be sent, what waits, and the bundle in which that leaves.
//!
//! Must not decide when anything is sent: [`super::ContactQueue`] does.

use crate::ids::{IncidentId, ServiceName, digest, hex};
use crate::notification::MessageKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message to send. Its identity is unique within its incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMessage {
    /// Its identity within the incident.
    pub id: String,
    /// The incident it is about.
    pub incident: IncidentId,
    /// The service it is about.
    pub service: ServiceName,
    /// Whether it is the recipient's first message about the incident.
    pub fresh: bool,
    /// Whether it is a SEV1 or SEV2 that nobody has acknowledged.
    pub urgent: bool,
    /// Whether only integrations reported the incident: whoever has a key could fill the queue.
    pub by_integration: bool,
    /// Its purpose.
    pub kind: MessageKind,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// Its identity within the incident.
    pub id: String,
    /// The incident it is about.
    pub incident: IncidentId,
    /// The service it is about.
    pub service: ServiceName,
    /// When it started waiting.
    pub since: Timestamp,
    /// Whether it is the first about its incident, or about its service within an hour.
    pub first: bool,
    /// Whether it was a SEV1 or SEV2 that nobody had acknowledged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Whether only integrations reported the incident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_integration: bool,
    /// Its purpose.
    #[serde(default = "page", skip_serializing_if = "is_page")]
    pub kind: MessageKind,
}

fn page() -> MessageKind {
    MessageKind::Page
}

fn is_page(kind: &MessageKind) -> bool {
    *kind == MessageKind::Page
}

/// Messages of one service that wait and are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Overflow {
    pub(super) messages: u32,
    pub(super) since: Timestamp,
    pub(super) first: bool,
    /// Since when one of them is urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) urgent_since: Option<Timestamp>,
}

/// Whether a message may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may be sent now, and is counted.
    Now,
    /// It waits in the queue. Call [`super::ContactQueue::release`] at this time.
    Queued {
        /// The current estimate of when messages can be sent.
        until: Timestamp,
    },
    /// It was sent in a bundle. Nothing is left to do.
    Bundled,
    /// It does not wait in the queue: ask again at this time.
    Throttled {
        /// The earliest time at which a slot is free.
        retry_at: Timestamp,
    },
}

/// What the queue releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// Nothing waits.
    Nothing,
    /// Messages wait. Ask again at this time.
    Wait {
        /// The current estimate of when messages can be sent.
        until: Timestamp,
    },
    /// All waiting messages, as one. It has taken its slot.
    Bundle(Bundle),
    /// The bundle that was released before, returned until [`super::ContactQueue::settle`] confirms that it was sent, so
    /// that a crash of the sender does not lose it. Whoever may send it takes a slot first.
    Again(Bundle),
}

/// Messages sent as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Its identity, derived from its content.
    pub id: String,
    /// The messages that waited: first messages about a service first, then the oldest first.
    pub queued: Vec<QueuedMessage>,
    /// The number of messages about each service, in the same order.
    pub services: Vec<Count>,
}

/// The number of messages in a bundle about one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The service.
    pub service: ServiceName,
    /// The number of messages. The bundle may list fewer.
    pub messages: u32,
    /// Whether the first of them is the first about the service within an hour.
    pub first: bool,
    /// When the oldest started waiting.
    pub since: Timestamp,
}

impl Bundle {
    pub(super) fn of(mut queued: Vec<QueuedMessage>, overflow: BTreeMap<ServiceName, Overflow>) -> Self {
        let mut counts: BTreeMap<ServiceName, Count> = BTreeMap::new();
        let counted = queued.iter().map(|it| (it.service.clone(), 1, it.since, it.first));
        let more = overflow.into_iter().map(|(service, it)| (service, it.messages, it.since, it.first));
        for (service, messages, since, first) in counted.chain(more) {
            let none = || Count { service: service.clone(), messages: 0, first, since };
            let count = counts.entry(service.clone()).or_insert_with(none);
            count.messages = count.messages.saturating_add(messages);
            count.since = count.since.min(since);
            count.first |= first;
        }
        let mut services: Vec<Count> = counts.into_values().collect();
        services.sort_by_key(|it| (!it.first, it.since));
        let keys = queued.iter().flat_map(|it| [it.incident.as_str(), it.id.as_str()]);
        let parts: Vec<&str> = ["bundle"].into_iter().chain(keys).collect();
        let id = format!("bundle.{}", hex(&digest(&parts)[..8]));
        queued.sort_by_key(|it| (!it.first, it.since));
        Self { id, queued, services }
    }
}

/// A short digest that identifies a message.
pub(super) fn fingerprint(incident: &IncidentId, id: &str) -> String {
    hex(&digest(&[incident.as_str(), id])[..8])
}
