//! Why a message of SNS is refused, in words for whoever set the subscription up.
//!
//! Judges no message itself.

use callout_ports::PortError;
use jiff::Timestamp;

/// Why a message is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no message of SNS.
    #[error("not a message of SNS: {0}; turn raw message delivery off")]
    Unreadable(String),
    /// The integration does not name its topic.
    #[error("the integration does not name this topic: add it to its `topics`")]
    Topic,
    /// It was sent too long ago, or in the future.
    #[error("the message was not sent just now: {0}")]
    Time(Timestamp),
    /// Its certificate or the address of its subscription is somewhere else than at SNS.
    #[error("{0} is not an address of SNS")]
    Address(&'static str),
    /// SNS did not sign it.
    #[error("the signature is not that of SNS")]
    Signature,
    /// SNS's certificate or confirmation could not be read; later it may.
    #[error(transparent)]
    Unavailable(#[from] PortError),
}
