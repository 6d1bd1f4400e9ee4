//! The fake of the store of verifications.

use super::world::Fakes;
use crate::{CommitError, PortError, Verifications};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Verifications for Fakes {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        self.call(|state| {
            let wanted = |known: &&Verification| {
                of.iter().any(|(responder, contact)| is_of(known, responder, contact))
            };
            Ok(state.verifications.iter().filter(wanted).cloned().collect())
        })
    }

    async fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError> {
        self.call(|state| {
            let found = state.verifications.iter().filter_map(|known| {
                let contact = (known.responder.clone(), known.contact.clone());
                Some((contact, known.verified.as_ref()?.at))
            });
            Ok(found.filter(|(contact, _)| of.contains(contact)).collect())
        })
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        self.call(|state| {
            let mut all = state.verifications.iter();
            let place = all.position(|one| is_of(one, &known.responder, &known.contact));
            let stored = place.map_or(0, |place| state.verifications[place].version);
            if known.version != stored + 1 {
                return Err(CommitError::Conflict);
            }
            match place {
                Some(place) => state.verifications[place] = known.clone(),
                None => state.verifications.push(known.clone()),
            }
            Ok(())
        })
    }
}

fn is_of(known: &Verification, responder: &ResponderName, contact: &ContactName) -> bool {
    known.responder == *responder && known.contact == *contact
}
