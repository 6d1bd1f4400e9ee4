//! The state of the fakes of subscribers. Implements no port: the fakes do.

use crate::{DeliveryTask, Mail, MailError, Post};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Announced, Mailbox, Subscriber, SubscriberEvent};
use std::collections::{BTreeMap, BTreeSet};

/// What subscribers are, and what they got.
#[derive(Debug, Default)]
pub(super) struct Subscriptions {
    pub(super) subscribers: BTreeMap<SubscriberId, Subscriber>,
    pub(super) mailboxes: BTreeMap<SubscriberId, Mailbox>,
    pub(super) announced: Announced,
    pub(super) events: Vec<SubscriberEvent>,
    pub(super) sign_ups: BTreeMap<String, u64>,
    pub(super) mails: Vec<Mail>,
    pub(super) posts: Vec<Post>,
    pub(super) tasks: Vec<DeliveryTask>,
    pub(super) no_mail: bool,
    /// What the next mails come to.
    pub(super) mail_errors: Vec<MailError>,
    /// What receivers answer, by address.
    pub(super) answers: BTreeMap<String, u16>,
    /// Receivers that nobody may or can reach.
    pub(super) unreachable: BTreeSet<String>,
}
