//! Subscribers of the public status page, and what each still has to be told.

use crate::{CommitError, PortError};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Announced, Mailbox, SignUpCounts, Subscriber, SubscriberEvent};
use jiff::Timestamp;
use std::future::Future;

/// Which subscriptions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// Those that messages go to.
    Active,
    /// Those that ended.
    Former,
}

/// The subscriptions, each under its version.
pub trait Subscribers: Send + Sync {
    /// A subscription. `None` if nobody ever asked for it, or it was never confirmed.
    fn subscriber(
        &self,
        id: &SubscriberId,
    ) -> impl Future<Output = Result<Option<Subscriber>, PortError>> + Send;

    /// Stores a subscription if the stored version is one less, and the event that it makes.
    fn save_subscriber(
        &self,
        subscriber: &Subscriber,
        event: Option<&SubscriberEvent>,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Counts a sign-up, and returns how many there were with it.
    fn count_sign_up(
        &self,
        source: &str,
        at: Timestamp,
    ) -> impl Future<Output = Result<SignUpCounts, PortError>> + Send;
}

/// What is sent to subscribers.
pub trait Mailboxes: Send + Sync {
    /// Subscriptions in the order of their IDs, from behind one of them.
    fn listed_subscribers(
        &self,
        which: Listed,
        after: Option<&SubscriberId>,
        most: usize,
    ) -> impl Future<Output = Result<Vec<Subscriber>, PortError>> + Send;

    /// A subscription and its mailbox.
    fn subscriber_and_mailbox(
        &self,
        id: &SubscriberId,
    ) -> impl Future<Output = Result<Option<(Subscriber, Mailbox)>, PortError>> + Send;

    /// Stores a mailbox if the stored version is one less.
    fn save_mailbox(
        &self,
        of: &SubscriberId,
        mailbox: &Mailbox,
    ) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// How far maintenance was handed on to subscribers; nothing was, if nothing is stored.
    fn announced(&self) -> impl Future<Output = Result<Announced, PortError>> + Send;

    /// Stores how far it was, if the stored version is one less.
    fn save_announced(&self, announced: &Announced) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// Whose mailboxes are due at a time, the longest due first.
    fn due_mailboxes(
        &self,
        at: Timestamp,
        most: usize,
    ) -> impl Future<Output = Result<Vec<SubscriberId>, PortError>> + Send;
}
