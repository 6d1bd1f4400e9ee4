//! Whose telephone a text message came from.

use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;

/// A person whose telephone a text message came from. Two people may share one.
pub(crate) struct Sender {
    pub(crate) name: ResponderName,
    pub(crate) contact: ContactName,
}

/// Everybody who gave this very number as a contact for text messages, by name.
pub(crate) fn senders(from: &str, rules: &Rules) -> Vec<Sender> {
    let all = rules.settings().responders.iter();
    let texted = all.filter_map(|(name, responder)| {
        let mut contacts = responder.contacts.iter();
        let own = contacts.find(|contact| contact.channel == Channel::Sms && contact.address == from)?;
        Some(Sender { name: name.clone(), contact: own.name() })
    });
    texted.collect()
}
