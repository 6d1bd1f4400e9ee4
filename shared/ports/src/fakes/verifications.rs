//! The fake of the store of verifications.

use super::world::Fakes;
use crate::{CommitError, PortError, Verifications};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;

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
