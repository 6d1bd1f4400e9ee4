//! Whether anybody hears what is sent to a contact, as the subscriptions of its topic tell it.
//! Must not call AWS.

use crate::apply::contacts::subscribed;
use crate::apply::topics::{Address, Filter, Subscription};
use callout_domain::ids::ContactName;
use callout_domain::responder::{Channel, Contact};
use std::collections::BTreeMap;

/// The subscriptions of one topic.
pub(crate) type Subscriptions = BTreeMap<Address, Subscription>;

/// Whether anybody hears a contact's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SubscriptionStatus {
    /// The address is not subscribed.
    Missing,
    /// AWS waits for a confirmation of the address.
    Unconfirmed,
    /// The address hears other contacts' messages.
    FilteredOut,
    /// No subscription is needed: another carrier than SNS brings it there.
    NotNeeded,
    /// The address hears it.
    Active,
}

/// Whether the address of a contact hears its messages.
pub(crate) fn subscription_status(contact: &Contact, subscriptions: &Subscriptions) -> SubscriptionStatus {
    match (subscribed(contact), contact.channel) {
        (Some(address), _) => subscriptions
            .get(&address)
            .map_or(SubscriptionStatus::Missing, |one| status_of(one, &contact.name())),
        // A chat application subscribes an address of its own.
        (None, Channel::Chat) => of_any_subscription(&contact.name(), subscriptions),
        (None, _) => SubscriptionStatus::NotNeeded,
    }
}

/// Whether any subscription hears the messages of a contact.
pub(crate) fn of_any_subscription(
    contact: &ContactName,
    subscriptions: &Subscriptions,
) -> SubscriptionStatus {
    subscriptions.values().map(|one| status_of(one, contact)).max().unwrap_or(SubscriptionStatus::Missing)
}

fn status_of(subscription: &Subscription, contact: &ContactName) -> SubscriptionStatus {
    match &subscription.filter {
        Filter::Unconfirmed => SubscriptionStatus::Unconfirmed,
        Filter::Everything => SubscriptionStatus::Active,
        Filter::Contacts(names) if names.contains(contact.as_str()) => SubscriptionStatus::Active,
        Filter::Contacts(_) => SubscriptionStatus::FilteredOut,
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// The subscriptions of a topic: protocol, address, what it hears.
    pub(crate) fn subscriptions<const N: usize>(all: [(&str, &str, Filter); N]) -> Subscriptions {
        let one = |(protocol, address, filter): (&str, &str, Filter)| {
            ((protocol.to_owned(), address.to_owned()), Subscription { arn: String::new(), filter })
        };
        all.into_iter().map(one).collect()
    }

    pub(crate) fn contacts(name: &str) -> Filter {
        Filter::Contacts([name.to_owned()].into())
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{contacts, subscriptions};
    use super::*;

    fn check(channel: Channel, address: &str, expected: SubscriptionStatus) {
        let subscriptions = subscriptions([
            ("sms", "+15550100", contacts("sms")),
            ("sms", "+15550101", contacts("work")),
            ("email", "ana@example.com", Filter::Unconfirmed),
            ("email", "all@example.com", Filter::Everything),
            ("https", "https://chat.example.com", Filter::Everything),
        ]);
        let contact = Contact { name: None, channel, address: address.to_owned() };
        assert_eq!(subscription_status(&contact, &subscriptions), expected, "{channel} {address}");
    }

    #[test]
    fn an_address_must_be_subscribed_confirmed_and_hear_its_own_name() {
        check(Channel::Sms, "+15550100", SubscriptionStatus::Active);
        check(Channel::Sms, "+15550101", SubscriptionStatus::FilteredOut);
        check(Channel::Sms, "+15550102", SubscriptionStatus::Missing);
        check(Channel::Email, "ana@example.com", SubscriptionStatus::Unconfirmed);
        check(Channel::Email, "all@example.com", SubscriptionStatus::Active);
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
