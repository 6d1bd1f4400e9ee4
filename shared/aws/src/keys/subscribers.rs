//! The keys of subscribers of the status page.

use super::{ANNOUNCED, EVENT, Key, STATE, SUBSCRIBE, SUBSCRIBER};
use callout_domain::ids::SubscriberId;
use jiff::Timestamp;
use jiff::tz::TimeZone;

impl Key {
    /// A subscription.
    pub(crate) fn subscriber(id: &SubscriberId) -> Self {
        Self::new(format!("{SUBSCRIBER}{id}"), STATE)
    }

    /// What a subscriber still has to be told.
    pub(crate) fn mailbox(of: &SubscriberId) -> Self {
        Self::new(format!("{SUBSCRIBER}{of}"), "MAILBOX")
    }

    /// How far maintenance was handed on to subscribers. A key of its own: whoever takes sign-ups may not change it.
    pub(crate) fn announced() -> Self {
        Self::new(ANNOUNCED, "MAINTENANCE")
    }

    /// What happened to a subscription: an event, so that the stream carries it to the outbox.
    pub(crate) fn subscriber_event(of: &SubscriberId, version: u64) -> Self {
        Self::new(format!("{SUBSCRIBER}{of}"), format!("{EVENT}{version:010}"))
    }

    /// The sign-ups of a source in an hour. Sources of one day share no partition with subscribers: whoever only counts reads none.
    pub(crate) fn sign_ups_of(source: &str, at: Timestamp) -> Self {
        let hour = at.as_second().div_euclid(3600);
        Self::new(sign_ups(at), format!("SOURCE#{hour}#{source}"))
    }

    /// The sign-ups of a day.
    pub(crate) fn sign_ups_of_day(at: Timestamp) -> Self {
        Self::new(sign_ups(at), "ALL")
    }

    /// The subscriber this belongs to.
    pub(crate) fn subscriber_id(&self) -> Option<SubscriberId> {
        self.pk.strip_prefix(SUBSCRIBER).map(SubscriberId::from)
    }
}

fn sign_ups(at: Timestamp) -> String {
    format!("{SUBSCRIBE}{}", at.to_zoned(TimeZone::UTC).date())
}
