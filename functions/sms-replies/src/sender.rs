//! The people behind a phone number.

use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;

/// A person who may have sent a text message. Two people may share one phone.
pub(crate) struct Sender {
    pub(crate) name: ResponderName,
    pub(crate) contact: ContactName,
}

/// Everybody who has exactly this number as an `sms` contact, by name.
pub(crate) fn senders(from: &str, rules: &Rules) -> Vec<Sender> {
    let all = rules.settings().responders.iter();
    let texted = all.filter_map(|(name, responder)| {
        let mut contacts = responder.contacts.iter();
        let own = contacts.find(|contact| contact.channel == Channel::Sms && contact.address == from)?;
        Some(Sender { name: name.clone(), contact: own.name() })
    });
    texted.collect()
}
