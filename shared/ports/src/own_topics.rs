//! The topics of the template, over which people are reached without any settings.

use crate::{Address, PortError};
use callout_domain::notification::Words;
use std::future::Future;

/// One of these topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnTopic {
    /// Callout's own alarms.
    Ops,
    /// The fallback contact by mail.
    FallbackEmail,
    /// The fallback contact by text message.
    FallbackPhone,
}

/// A topic of the template and the address that the template was given for it.
#[derive(Debug, Clone)]
pub struct AddressedTopic {
    /// Its ARN.
    pub arn: String,
    /// The mail address or telephone number.
    pub address: Address,
}

/// These topics; none where the template was given no address.
#[derive(Debug, Clone, Default)]
pub struct AddressedTopics {
    /// Callout's own alarms.
    pub ops: Option<AddressedTopic>,
    /// The fallback contact by mail.
    pub fallback_email: Option<AddressedTopic>,
    /// The fallback contact by text message.
    pub fallback_phone: Option<AddressedTopic>,
}

/// Whether the address that the template was given for a topic is subscribed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubscriptionStatus {
    /// It is subscribed and confirmed.
    Confirmed,
    /// It waits for a confirmation.
    Pending,
    /// It is not subscribed.
    Missing,
}

/// Whether the addresses of these topics are subscribed, and a way to publish to one of them.
pub trait OwnTopics: Send + Sync {
    /// The topics that the template was given an address for.
    fn with_address(&self) -> Vec<OwnTopic>;

    /// Whether the address of a topic is subscribed. Other subscribers do not count.
    fn subscription_status(
        &self,
        topic: OwnTopic,
    ) -> impl Future<Output = Result<SubscriptionStatus, PortError>> + Send;

    /// Publishes a message.
    fn publish(&self, topic: OwnTopic, words: &Words) -> impl Future<Output = Result<(), PortError>> + Send;
}
