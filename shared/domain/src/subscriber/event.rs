//! What happened to a subscription and makes a message due: committed with what it tells of, and carried by the stream.
//!
//! Must not hold an address: the subscriber's own item does.

use crate::ids::SubscriberId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SubscriberEventKind {
    /// Somebody asked, and must confirm.
    #[serde(rename = "subscription_requested")]
    Requested,
    /// A receiver of webhooks failed for a week, and gets nothing any more.
    #[serde(rename = "subscription_disabled")]
    Disabled,
}

impl SubscriberEventKind {
    /// The type of the event, by which subscriptions of the topic filter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "subscription_requested",
            Self::Disabled => "subscription_disabled",
        }
    }
}

/// Something that happened to a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriberEvent {
    /// What.
    #[serde(rename = "type")]
    pub kind: SubscriberEventKind,
    /// Whose.
    pub subscriber: SubscriberId,
    /// The version of the subscription that it made; with the subscriber, its identity.
    pub version: u64,
    /// When.
    pub at: Timestamp,
}

impl SubscriberEvent {
    /// The identity of the message that it makes due.
    pub fn message(&self) -> String {
        format!("{}-{}", self.kind.name(), self.version)
    }
}
