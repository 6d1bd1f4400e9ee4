//! The settings with what people changed for themselves.

use super::{OwnContact, Person};
use crate::delay::Delay;
use crate::ids::{ContactName, ResponderName};
use crate::responder::{Contact, NotifyRule, Responder};
use crate::settings::Settings;
use std::collections::BTreeMap;

/// What all people changed for themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People(pub BTreeMap<ResponderName, Person>);

impl People {
    /// What one person changed.
    pub fn person(&self, name: &ResponderName) -> Option<&Person> {
        self.0.get(name)
    }

    /// The settings as they hold with these changes. Whoever left the settings stays out.
    #[must_use]
    pub fn merged(&self, mut settings: Settings) -> Settings {
        for (name, person) in &self.0 {
            if let Some(responder) = settings.responders.get_mut(name) {
                *responder = person.merged(responder);
            }
        }
        settings
    }
}

impl People {
    /// The settings with every contact of theirs and of people, used or not: whatever may be used again needs its topic.
    #[must_use]
    pub fn with_all_contacts(&self, mut settings: Settings) -> Settings {
        for (name, person) in &self.0 {
            if let Some(responder) = settings.responders.get_mut(name) {
                responder.contacts.extend(person.contacts.iter().map(OwnContact::contact));
            }
        }
        settings
    }
}

impl Person {
    /// A responder of the settings with what they changed.
    #[must_use]
    pub fn merged(&self, responder: &Responder) -> Responder {
        let kept = responder.contacts.iter().filter(|contact| !self.removed.contains(&contact.name()));
        let mut contacts: Vec<Contact> =
            kept.filter(|contact| self.verified(&contact.name()).is_none()).cloned().collect();
        let own = self.contacts.iter().filter(|own| own.verified_at.is_some());
        contacts.extend(own.map(OwnContact::contact));
        let places: Vec<ContactName> = responder.contacts.iter().map(Contact::name).collect();
        let place = |contact: &Contact| {
            let of = |names: &[ContactName]| names.iter().position(|name| *name == contact.name());
            (of(&self.order).unwrap_or(usize::MAX), of(&places).unwrap_or(usize::MAX))
        };
        contacts.sort_by_key(place);
        let mut merged = Responder { contacts, ..responder.clone() };
        // A contact that no rule names would never be used.
        let rules = &mut merged.notify.high;
        if !rules.is_empty() {
            let unnamed = self.contacts.iter().filter(|own| own.verified_at.is_some());
            let unnamed: Vec<ContactName> = unnamed
                .filter(|own| !rules.iter().any(|rule| rule.contact == own.name))
                .map(|own| own.name.clone())
                .collect();
            rules.extend(unnamed.into_iter().map(|contact| NotifyRule { contact, after: Delay::minutes(0) }));
        }
        if let Some(quiet) = &self.quiet {
            merged.quiet.clone_from(quiet);
        }
        merged
    }
}

impl OwnContact {
    /// As the settings say it.
    pub fn contact(&self) -> Contact {
        let name = (self.name.as_str() != self.channel.as_str()).then(|| self.name.clone());
        Contact { name, channel: self.channel, address: self.address.clone() }
    }
}
