//! Messages to people.

use crate::{PortError, SendError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::link::LinkKeys;
use callout_domain::notification::{Attempt, Words};
use callout_domain::responder::Channel;
use jiff::SignedDuration;
use std::fmt;
use std::future::Future;

/// A message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The recipient.
    pub responder: ResponderName,
    /// Which of their contacts.
    pub contact: ContactName,
    /// The channel.
    pub channel: Channel,
    /// The contact's address, if the settings have it; the addresses of the fallback contact are only in its topic.
    pub address: Option<Address>,
    /// The text.
    pub words: Words,
}

/// A phone number, a chat room or another address. Its `Debug` output hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// The address as written in the settings.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Address {
    fn from(address: &str) -> Self {
        Self(address.to_owned())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// Sends messages through carriers.
pub trait Messenger: Send + Sync {
    /// Sends one message; returns the carrier's message ID.
    fn send(&self, delivery: &Delivery) -> impl Future<Output = Result<String, SendError>> + Send;

    /// Sees to it that messages arrive at a new address of a responder.
    fn connect(
        &self,
        _: &ResponderName,
        _: Channel,
        _: &Address,
    ) -> impl Future<Output = Result<(), PortError>> + Send {
        async { Ok(()) }
    }

    /// Whether people can reply over this channel.
    fn receives_replies(&self, _: Channel) -> bool {
        false
    }
}

/// How long a claim blocks other processes: longer than a live process can take, so that another one sends the
/// message if the first died (a message moved out of a dead-letter queue has a new ID).
pub const CLAIM_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// The result of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Not sent yet, or a try, our own or one older than [`CLAIM_LEASE`], was cut short: send it.
    Mine {
        /// How often a carrier could not take it, as the latest try recorded it.
        failures: u32,
        /// Whether it was tried before: then it may be leaving in a bundle right now.
        again: bool,
    },
    /// Already sent.
    Sent,
    /// Another process is sending it, or tried a moment ago.
    Busy,
}

/// The record of sent messages.
pub trait Attempts: Send + Sync {
    /// Claims a message before it is sent. Until it is sent, the same queue message may claim it again, and any process once
    /// the latest try is more than [`CLAIM_LEASE`] old, in whole seconds.
    fn claim(&self, attempt: &Attempt) -> impl Future<Output = Result<Claimed, PortError>> + Send;

    /// Records the results of claimed messages. One that was sent meanwhile, in a bundle, does not wait again.
    fn record(&self, attempts: &[Attempt]) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The keys that sign links.
pub trait LinkKeySource: Send + Sync {
    /// The keys, newest first; may lag some minutes behind a rotation.
    fn link_keys(&self) -> impl Future<Output = Result<LinkKeys, PortError>> + Send;

    /// The keys, read again, for a link that no cached key verifies.
    fn renewed_link_keys(&self) -> impl Future<Output = Result<LinkKeys, PortError>> + Send;
}
