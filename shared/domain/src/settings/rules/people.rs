//! What people changed for themselves, as the rules know it.

use super::Rules;
use crate::ids::{ContactName, ResponderName};
use crate::person::People;
use crate::responder::Responder;
use jiff::Timestamp;

impl Rules {
    /// What people changed for themselves.
    pub fn changed_by_people(&self) -> &People {
        &self.people
    }

    /// A responder as the settings files say, without what they changed for themselves.
    pub fn of_files(&self, name: &ResponderName) -> Option<&Responder> {
        self.of_files.get(name).or_else(|| self.responder(name))
    }

    /// When a contact that a person added for themselves was verified; none for a contact of the settings.
    pub fn own_verified_at(&self, name: &ResponderName, contact: &ContactName) -> Option<Timestamp> {
        self.people.person(name)?.verified(contact)?.verified_at
    }
}
