//! Whether anybody hears what is sent to a contact, as the subscriptions of its topic tell it.
//! Must not call AWS.

use crate::apply::contacts::{Address, subscribed};
use crate::apply::topics::{Hears, Standing};
use callout_domain::ids::ContactName;
use callout_domain::responder::{Channel, Contact};
use std::collections::BTreeMap;

/// The subscriptions of one topic.
pub(crate) type Listeners = BTreeMap<Address, Standing>;

/// Whether anybody hears a contact's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Heard {
    /// The address is not subscribed.
    Missing,
    /// AWS waits for a confirmation of the address.
    Unconfirmed,
    /// The address hears other contacts' messages.
    Deaf,
    /// No subscription is needed: another carrier than SNS brings it there.
    Elsewhere,
    /// The address hears it.
    Yes,
}

/// Whether the address of a contact hears its messages.
pub(crate) fn heard(contact: &Contact, listeners: &Listeners) -> Heard {
    match (subscribed(contact), contact.channel) {
        (Some(address), _) => {
            listeners.get(&address).map_or(Heard::Missing, |one| hears(one, &contact.name()))
        }
        // A chat application subscribes an address of its own.
        (None, Channel::Chat) => by_anybody(&contact.name(), listeners),
        (None, _) => Heard::Elsewhere,
    }
}

/// Whether any subscription hears the messages of a contact.
pub(crate) fn by_anybody(contact: &ContactName, listeners: &Listeners) -> Heard {
    listeners.values().map(|one| hears(one, contact)).max().unwrap_or(Heard::Missing)
}

fn hears(standing: &Standing, contact: &ContactName) -> Heard {
    match &standing.hears {
        Hears::Unconfirmed => Heard::Unconfirmed,
        Hears::Everything => Heard::Yes,
        Hears::Contacts(names) if names.contains(contact.as_str()) => Heard::Yes,
        Hears::Contacts(_) => Heard::Deaf,
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// The subscriptions of a topic: protocol, address, what it hears.
    pub(crate) fn listeners<const N: usize>(all: [(&str, &str, Hears); N]) -> Listeners {
        let one = |(protocol, address, hears): (&str, &str, Hears)| {
            ((protocol.to_owned(), address.to_owned()), Standing { arn: String::new(), hears })
        };
        all.into_iter().map(one).collect()
    }

    pub(crate) fn contacts(name: &str) -> Hears {
        Hears::Contacts([name.to_owned()].into())
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{contacts, listeners};
    use super::*;

    fn check(channel: Channel, address: &str, expected: Heard) {
        let listeners = listeners([
            ("sms", "+15550100", contacts("sms")),
            ("sms", "+15550101", contacts("work")),
            ("email", "ana@example.com", Hears::Unconfirmed),
            ("email", "all@example.com", Hears::Everything),
            ("https", "https://chat.example.com", Hears::Everything),
        ]);
        let contact = Contact { name: None, channel, address: address.to_owned() };
        assert_eq!(heard(&contact, &listeners), expected, "{channel} {address}");
    }

    #[test]
    fn an_address_must_be_subscribed_confirmed_and_hear_its_own_name() {
        check(Channel::Sms, "+15550100", Heard::Yes);
        check(Channel::Sms, "+15550101", Heard::Deaf);
        check(Channel::Sms, "+15550102", Heard::Missing);
        check(Channel::Email, "ana@example.com", Heard::Unconfirmed);
        check(Channel::Email, "all@example.com", Heard::Yes);
    }

    #[test]
    fn a_room_is_subscribed_by_its_application_and_a_call_needs_no_subscription() {
        check(Channel::Chat, "payments-room", Heard::Yes);
        check(Channel::Voice, "+15550100", Heard::Elsewhere);
        let nobody = Listeners::new();
        let room = Contact { name: None, channel: Channel::Chat, address: "room".to_owned() };
        assert_eq!(heard(&room, &nobody), Heard::Missing);
    }
}
