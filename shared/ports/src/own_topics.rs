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

/// Whether the address that the template was given for a topic hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heard {
    /// It was confirmed.
    Yes,
    /// It waits for a confirmation.
    NotYet,
    /// It is not subscribed.
    No,
}

/// Whether the addresses of these topics hear them, and a way to tell one of them.
pub trait OwnTopics: Send + Sync {
    /// The topics that the template was given an address for.
    fn with_address(&self) -> Vec<OwnTopic>;

    /// Whether its address hears a topic. Whoever else is subscribed does not count.
    fn heard(&self, topic: OwnTopic) -> impl Future<Output = Result<Heard, PortError>> + Send;

    /// Publishes a message.
    fn tell(&self, topic: OwnTopic, words: &Words) -> impl Future<Output = Result<(), PortError>> + Send;
}
