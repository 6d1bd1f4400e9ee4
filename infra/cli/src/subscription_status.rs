//! Whether messages to a contact are delivered, judged by the subscriptions of its topic.
//! Must not call AWS.

use crate::apply::contacts::subscribed;
use crate::apply::topics::{Subscription, SubscriptionState, Subscriptions};
use callout_domain::responder::{Channel, Contact};

/// Whether a contact's messages are delivered, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SubscriptionStatus {
    /// The address is not subscribed.
    Missing,
    /// AWS waits for a confirmation of the address.
    Unconfirmed,
    /// A filter keeps messages from the address.
    Filtered,
    /// No subscription is needed: another carrier than SNS delivers.
    NotNeeded,
    /// Subscribed; whoever opens the link at the end of a mail unsubscribes it.
    Unprotected,
    /// Subscribed.
    Active,
}

impl SubscriptionStatus {
    /// Whether messages arrive.
    pub(crate) fn delivers(self) -> bool {
        self >= Self::NotNeeded
    }
}

/// The status of a contact's address.
pub(crate) fn subscription_status(contact: &Contact, subscriptions: &Subscriptions) -> SubscriptionStatus {
    match (subscribed(contact), contact.channel) {
        (Some(address), _) => {
            subscriptions.get(&address).map_or(SubscriptionStatus::Missing, |one| status(&address.0, one))
        }
        // A chat application subscribes an address of its own.
        (None, Channel::Chat) => of_any_subscription(subscriptions),
        (None, _) => SubscriptionStatus::NotNeeded,
    }
}

/// The best status of a topic's subscriptions.
pub(crate) fn of_any_subscription(subscriptions: &Subscriptions) -> SubscriptionStatus {
    let all = subscriptions.iter().map(|((protocol, _), one)| status(protocol, one));
    all.max().unwrap_or(SubscriptionStatus::Missing)
}

/// The state of one subscription. Only mails end with a link that unsubscribes.
pub(crate) fn status(protocol: &str, subscription: &Subscription) -> SubscriptionStatus {
    match subscription.state {
        SubscriptionState::Unconfirmed => SubscriptionStatus::Unconfirmed,
        SubscriptionState::Confirmed { filtered: true, .. } => SubscriptionStatus::Filtered,
        SubscriptionState::Confirmed { authenticated: false, .. } if protocol.starts_with("email") => {
            SubscriptionStatus::Unprotected
        }
        SubscriptionState::Confirmed { .. } => SubscriptionStatus::Active,
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// One that was confirmed with credentials, without a filter.
    pub(crate) const CONFIRMED: SubscriptionState =
        SubscriptionState::Confirmed { authenticated: true, filtered: false };
    /// One that somebody confirmed with a click.
    pub(crate) const CLICKED: SubscriptionState =
        SubscriptionState::Confirmed { authenticated: false, filtered: false };

    /// The subscriptions of a topic: protocol, address, state.
    pub(crate) fn subscriptions<const N: usize>(all: [(&str, &str, SubscriptionState); N]) -> Subscriptions {
        let one = |(protocol, address, state): (&str, &str, SubscriptionState)| {
            ((protocol.to_owned(), address.to_owned()), Subscription { arn: String::new(), state })
        };
        all.into_iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{CLICKED, CONFIRMED, subscriptions};
    use super::*;

    fn check(channel: Channel, address: &str, expected: SubscriptionStatus) {
        let filtered = SubscriptionState::Confirmed { authenticated: true, filtered: true };
        let subscriptions = subscriptions([
            ("sms", "+15550100", CLICKED),
            ("sms", "+15550101", filtered),
            ("email", "ana@example.com", SubscriptionState::Unconfirmed),
            ("email", "ben@example.com", CLICKED),
            ("email", "cho@example.com", CONFIRMED),
        ]);
        let contact = Contact { name: None, channel, address: address.to_owned() };
        assert_eq!(subscription_status(&contact, &subscriptions), expected, "{channel} {address}");
    }

    #[test]
    fn an_address_must_be_subscribed_confirmed_and_unfiltered() {
        check(Channel::Sms, "+15550100", SubscriptionStatus::Active);
        check(Channel::Sms, "+15550101", SubscriptionStatus::Filtered);
        check(Channel::Sms, "+15550102", SubscriptionStatus::Missing);
        check(Channel::Email, "ana@example.com", SubscriptionStatus::Unconfirmed);
        check(Channel::Email, "ben@example.com", SubscriptionStatus::Unprotected);
        check(Channel::Email, "cho@example.com", SubscriptionStatus::Active);
    }

    #[test]
    fn a_room_is_subscribed_by_its_application_and_a_call_needs_no_subscription() {
        check(Channel::Chat, "payments-room", SubscriptionStatus::Active);
        check(Channel::Voice, "+15550100", SubscriptionStatus::NotNeeded);
        let nobody = Subscriptions::new();
        let room = Contact { name: None, channel: Channel::Chat, address: "room".to_owned() };
        assert_eq!(subscription_status(&room, &nobody), SubscriptionStatus::Missing);
    }
}
