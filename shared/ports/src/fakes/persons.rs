//! The fake of what people changed for themselves.

use super::state::State;
use super::world::Fakes;
use crate::{Address, CommitError, OwnAddresses, PersonStore, PortError};
use callout_domain::audit::Audited;
use callout_domain::ids::ResponderName;
use callout_domain::person::{Change, People, Person, PersonEvent};

impl PersonStore for Fakes {
    async fn person(&self, who: &ResponderName) -> Result<Person, PortError> {
        self.call(|state| Ok(state.people.person(who).cloned().unwrap_or_default()))
    }

    async fn save_person(&self, change: &Change) -> Result<(), CommitError> {
        let Change { next, address, event, .. } = change;
        self.call(|state| {
            let who = &event.responder;
            if state.people.person(who).map_or(0, |known| known.version) + 1 != next.version {
                return Err(CommitError::Conflict);
            }
            let mut next = next.clone();
            next.contacts.iter_mut().for_each(|own| own.address = String::new());
            state.people.0.insert(who.clone(), next);
            if let Some((mark, address)) = address {
                state.own_addresses.insert((who.clone(), mark.clone()), address.clone());
            }
            state.person_events.push(event.clone());
            state.note_audited(Audited::Contacts(event.clone()));
            state.build_rules();
            Ok(())
        })
    }
}

impl OwnAddresses for Fakes {
    async fn own_address(&self, who: &ResponderName, mark: &str) -> Result<Option<Address>, PortError> {
        self.call(|state| {
            let found = state.own_addresses.get(&(who.clone(), mark.to_owned()));
            Ok(found.map(|address| address.as_str().into()))
        })
    }
}

impl Fakes {
    /// What followed from changes of people, in order.
    pub fn take_person_events(&self) -> Vec<PersonEvent> {
        std::mem::take(&mut self.state().person_events)
    }
}

impl State {
    /// What people changed, with the addresses of their contacts.
    pub(super) fn people_with_addresses(&self) -> People {
        let mut people = self.people.clone();
        for (who, person) in &mut people.0 {
            for own in &mut person.contacts {
                let address = self.own_addresses.get(&(who.clone(), own.mark.clone()));
                own.address = address.cloned().unwrap_or_default();
            }
        }
        people
    }
}
