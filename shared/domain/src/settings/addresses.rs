//! People's addresses, apart from the rules: most functions need to know that somebody has a telephone, not its number.
//!
//! Must not know where either is stored, nor who may read it.

use super::Settings;
use super::rules::Rules;
use crate::ids::{ContactName, ResponderName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The addresses of each responder's contacts, in the order of the contacts.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Addresses(BTreeMap<ResponderName, Vec<String>>);

/// Shows none of them: they must not get into a log.
impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Addresses of {} responders", self.0.len())
    }
}

impl Settings {
    /// The same settings with every address empty, and the addresses.
    #[must_use]
    pub fn split_addresses(mut self) -> (Self, Addresses) {
        let mut addresses = BTreeMap::new();
        for (name, responder) in &mut self.responders {
            let own = responder.contacts.iter_mut().map(|contact| std::mem::take(&mut contact.address));
            addresses.insert(name.clone(), own.collect());
        }
        (self, Addresses(addresses))
    }

    /// The settings as they were before their addresses were split off. `None` if these are the addresses of others: to page
    /// the wrong person is worse than to page the fallback contact.
    #[must_use]
    pub fn join_addresses(mut self, addresses: Addresses) -> Option<Self> {
        let Addresses(mut addresses) = addresses;
        for (name, responder) in &mut self.responders {
            let own = addresses.remove(name).filter(|own| own.len() == responder.contacts.len())?;
            for (contact, address) in responder.contacts.iter_mut().zip(own) {
                contact.address = address;
            }
        }
        addresses.is_empty().then_some(self)
    }
}

impl Rules {
    /// The address of a contact. `None` if the settings do not have it, or the rules were built without addresses.
    pub fn address(&self, responder: &ResponderName, contact: &ContactName) -> Option<&str> {
        let contact = self.responder(responder)?.contact(contact)?;
        Some(contact.address.as_str()).filter(|address| !address.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "
        [responders.ana]
        name = 'Ana'
        contacts = [{ channel = 'sms', address = '+15550100' }, { channel = 'email', address = 'ana@example.com' }]
        [responders.ben]
        name = 'Ben'
        contacts = [{ name = 'pager', channel = 'https', address = 'https://pager.example.com/secret' }]
        [responders.cho]
        name = 'Cho'
        contacts = []
    ";

    fn settings() -> Settings {
        toml::from_str(SETTINGS).unwrap()
    }

    #[test]
    fn rules_without_addresses_know_how_to_reach_people_and_not_where() {
        let (without, addresses) = settings().split_addresses();
        let written = serde_json::to_string(&without).unwrap() + &format!("{addresses:?}");
        for address in ["+15550100", "ana@example.com", "pager.example.com"] {
            assert!(!written.contains(address), "{address} in {written}");
        }
        let (all, without) = (Rules::build(settings()), Rules::build(without));
        for name in ["ana", "ben", "cho"].map(ResponderName::from) {
            assert_eq!(without.reach(&name).1.contacts(), all.reach(&name).1.contacts(), "{name}");
        }
        assert_eq!(all.address(&"ana".into(), &"email".into()), Some("ana@example.com"));
        assert_eq!(without.address(&"ana".into(), &"email".into()), None);
    }

    #[test]
    fn settings_survive_the_split() {
        let (without, addresses) = settings().split_addresses();
        let stored = serde_json::to_string(&addresses).unwrap();
        assert_eq!(without.join_addresses(serde_json::from_str(&stored).unwrap()), Some(settings()));
        assert_eq!(Settings::default().join_addresses(Addresses::default()), Some(Settings::default()));
    }

    #[test]
    fn addresses_of_other_settings_are_refused() {
        let other = SETTINGS.replace("[{ channel = 'sms', address = '+15550100' }, ", "[");
        let added = format!("{SETTINGS}\n[responders.dot]\nname = 'Dot'\ncontacts = []\n");
        for other in [other, added] {
            let (_, addresses) = toml::from_str::<Settings>(&other).unwrap().split_addresses();
            assert_eq!(settings().split_addresses().0.join_addresses(addresses), None);
        }
    }
}
