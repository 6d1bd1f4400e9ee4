//! Why an SNS message is refused, worded for the person who set up the subscription.
//!
//! Checks no message itself.

use callout_ports::PortError;
use jiff::Timestamp;

/// Why a message is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is not an SNS message.
    #[error("not a message of SNS: {0}; turn raw message delivery off")]
    Unreadable(String),
    /// The integration does not list its topic.
    #[error("the integration does not name this topic: add it to its `topics`")]
    Topic,
    /// It was sent too long ago, or in the future.
    #[error("the message was not sent just now: {0}")]
    Time(Timestamp),
    /// The address of its certificate or subscription is not SNS's.
    #[error("{0} is not an address of SNS")]
    Address(&'static str),
    /// SNS did not sign it.
    #[error("the signature is not that of SNS")]
    Signature,
    /// SNS's certificate or confirmation could not be read; a retry may succeed.
    #[error(transparent)]
    Unavailable(#[from] PortError),
}
