//! What leaves for people outside: mail, webhooks, and the queue of those who still get one.

use crate::PortError;
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{ShownId, SubscriberAddress};
use serde::{Deserialize, Serialize};
use std::future::Future;

/// A mail to one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Where it goes; its `Debug` output hides it.
    pub to: SubscriberAddress,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Where one POST ends the subscription (RFC 8058); none in a mail that is no mailing.
    pub unsubscribe: Option<String>,
    /// The message's identity.
    pub id: String,
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The carrier refuses this mail.
    #[error(transparent)]
    Refused(PortError),
    /// The carrier could not take it now.
    #[error(transparent)]
    NotNow(PortError),
    /// Too many in this second.
    #[error("the sending rate is reached")]
    TooFast,
    /// Too many within twenty-four hours.
    #[error("the sending quota of the day is reached")]
    TooManyToday,
}

/// Sends mail to people outside.
pub trait Mailer: Send + Sync {
    /// Whether there is an address to send from. Without one nobody subscribes by mail.
    fn can_mail(&self) -> bool;

    /// Sends a mail.
    fn mail(&self, mail: &Mail) -> impl Future<Output = Result<(), MailError>> + Send;
}

/// A webhook to one receiver.
#[derive(Clone, PartialEq, Eq)]
pub struct Post {
    /// Where it goes.
    pub address: String,
    /// JSON.
    pub body: String,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Post({} bytes)", self.body.len())
    }
}

/// Receivers of webhooks, anywhere on the internet.
pub trait Receivers: Send + Sync {
    /// Posts; returns the status. An address that is not public is an error, at each try anew, and no redirect is followed.
    fn post(&self, post: &Post) -> impl Future<Output = Result<u16, PortError>> + Send;
}

/// One piece of work for one subscriber, or the next part of a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeliveryTask {
    /// A subscriber may have news: of something that the page shows, or of what waits already.
    TellSubscriber {
        /// Who.
        subscriber: SubscriberId,
        /// Of what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<ShownId>,
    },
    /// The subscribers behind one of them may have news of something that the page shows.
    TellSubscribers {
        /// Of what.
        about: ShownId,
        /// Behind whom; from the first, if nobody is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<SubscriberId>,
    },
    /// What is due is looked for.
    DeliverCheck,
}

/// The queue that deliver reads.
pub trait DeliveryQueue: Send + Sync {
    /// Sends tasks; one result for each.
    fn send_tasks(&self, tasks: &[DeliveryTask]) -> impl Future<Output = Vec<Result<(), PortError>>> + Send;
}
