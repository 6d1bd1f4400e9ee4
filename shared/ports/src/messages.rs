//! Messages to people.

use crate::{PortError, SendError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::link::LinkKeys;
use callout_domain::notification::{Attempt, Words};
use callout_domain::responder::Channel;
use jiff::SignedDuration;
use std::fmt;
use std::future::Future;

/// A message on its way to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub responder: ResponderName,
    /// To which of their contacts.
    pub contact: ContactName,
    /// Over what.
    pub channel: Channel,
    /// Where that is, if the settings say; the fallback contact's own topic alone knows its addresses.
    pub address: Option<Address>,
    /// The words.
    pub words: Words,
}

/// A telephone number, a chat room, or where else a contact is. It keeps itself out of logs.
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

/// Hands messages over to whoever carries them.
pub trait Messenger: Send + Sync {
    /// Hands over one message; the text is the carrier's identity for it.
    fn send(&self, delivery: &Delivery) -> impl Future<Output = Result<String, SendError>> + Send;

    /// Whether what its receiver answers over the same channel comes back to us.
    fn hears_from(&self, _: Channel) -> bool {
        false
    }
}

/// How long a claim keeps others out: longer than a holder that still lives can take, so that a message whose holder
/// died is sent by whoever comes after (a message moved out of a dead-letter queue has a new identity).
pub const CLAIM_LEASE: SignedDuration = SignedDuration::from_mins(3);

/// Whether an attempt may go ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody sent it, or a try, our own or one longer ago than [`CLAIM_LEASE`], was cut short: send it.
    Mine,
    /// It was sent.
    Sent,
    /// Somebody else is sending it, or tried a moment ago.
    Busy,
}

/// The memory of what was sent.
pub trait Attempts: Send + Sync {
    /// Claims a message before it is sent. While it was not sent, the same holder may claim it again, and anybody once
    /// the latest try began more than [`CLAIM_LEASE`] before this one; whole seconds count.
    fn claim(&self, attempt: &Attempt) -> impl Future<Output = Result<Claimed, PortError>> + Send;

    /// Records what became of claimed messages.
    fn record(&self, attempts: &[Attempt]) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The keys that sign links.
pub trait LinkKeySource: Send + Sync {
    /// The keys, newest first; may lag some minutes behind a rotation.
    fn link_keys(&self) -> impl Future<Output = Result<LinkKeys, PortError>> + Send;

    /// The keys read anew, for a link that the known ones do not explain.
    fn renewed_link_keys(&self) -> impl Future<Output = Result<LinkKeys, PortError>> + Send;
}
