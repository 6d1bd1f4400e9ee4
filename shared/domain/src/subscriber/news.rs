//! What of an incident is news to a subscriber.
//!
//! Decides by what the page shows now, never by the event that said that something changed: so events may come twice and in any order.

use crate::ids::IncidentId;
use crate::incident::StatusUpdate;
use crate::status::PublicIncident;
use jiff::Timestamp;

/// What one incident has to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News<'a> {
    /// The incident.
    pub incident: &'a PublicIncident,
    /// The updates that they were not told yet, oldest first.
    pub updates: Vec<&'a StatusUpdate>,
    /// What they were told and is withdrawn since.
    pub withdrawn: Vec<&'a StatusUpdate>,
    /// The position of the latest change: whoever is told this has been told all.
    pub upto: u64,
}

impl<'a> News<'a> {
    /// The news of an incident for somebody who was told everything up to a position, or nothing of it and subscribed at `since`. A
    /// correction of a text is none: one message for each change that matters, not for each edit.
    pub fn of(incident: &'a PublicIncident, told: Option<u64>, since: Timestamp) -> Self {
        let is_new = |update: &StatusUpdate| match told {
            Some(told) => update.seq > told,
            None => update.at > since,
        };
        // What is added afterwards was over before anybody could be told.
        let all = incident.updates.iter().filter(|update| !update.silent && update.added_at.is_none());
        let updates = all.clone().filter(|update| is_new(update) && !update.is_withdrawn()).collect();
        let is_withdrawn = |update: &&StatusUpdate| {
            told.is_some_and(|told| update.seq <= told && update.version() > told) && update.is_withdrawn()
        };
        Self {
            incident,
            updates,
            withdrawn: all.clone().filter(is_withdrawn).collect(),
            upto: incident.updates.iter().map(StatusUpdate::version).max().unwrap_or_default(),
        }
    }

    /// The part of it that a message tells which ends at a position: what came later is another message.
    #[must_use]
    pub fn until(mut self, upto: u64) -> Self {
        self.updates.retain(|update| update.seq <= upto);
        self.withdrawn.retain(|update| update.version() <= upto);
        Self { upto, ..self }
    }

    /// The incident.
    pub fn id(&self) -> &IncidentId {
        &self.incident.id
    }

    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        self.updates.is_empty() && self.withdrawn.is_empty()
    }
}
