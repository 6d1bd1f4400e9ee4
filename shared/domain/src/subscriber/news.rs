//! What of an incident or of maintenance is news to a subscriber.
//!
//! Decides by what the page shows now, never by the event that said that something changed: so events may come twice and in any order.

use super::maintenance_news::MaintenanceNews;
use super::shown::{Shown, ShownId};
use crate::incident::StatusUpdate;
use crate::status::PublicIncident;
use jiff::Timestamp;

/// What there is to tell somebody of one thing that the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News<'a> {
    /// Of an incident.
    Incident(IncidentNews<'a>),
    /// Of maintenance.
    Maintenance(MaintenanceNews<'a>),
}

/// What one incident has to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentNews<'a> {
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
    /// The news for somebody who was told everything up to a position, or nothing of it and subscribed at `since`.
    pub fn of(shown: &'a Shown, told: Option<u64>, since: Timestamp, now: Timestamp) -> Self {
        match shown {
            Shown::Incident(incident) => Self::Incident(IncidentNews::of(incident, told, since)),
            Shown::Maintenance(window) => Self::Maintenance(MaintenanceNews::of(window, told, since, now)),
        }
    }

    /// The part of it that a message tells which ends at a position: what came later is another message.
    #[must_use]
    pub fn until(self, upto: u64) -> Self {
        match self {
            Self::Incident(news) => Self::Incident(news.until(upto)),
            Self::Maintenance(news) => Self::Maintenance(news.until(upto)),
        }
    }

    /// What it is of.
    pub fn id(&self) -> ShownId {
        match self {
            Self::Incident(news) => news.incident.id.clone().into(),
            Self::Maintenance(news) => news.window.id.clone().into(),
        }
    }

    /// The position of the latest change.
    pub fn upto(&self) -> u64 {
        match self {
            Self::Incident(news) => news.upto,
            Self::Maintenance(news) => news.upto,
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Incident(news) => news.updates.is_empty() && news.withdrawn.is_empty(),
            Self::Maintenance(news) => news.is_nothing(),
        }
    }
}

impl<'a> IncidentNews<'a> {
    /// The news of an incident. A correction of a text is none: one message for each change that matters, not for each edit.
    fn of(incident: &'a PublicIncident, told: Option<u64>, since: Timestamp) -> Self {
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

    fn until(mut self, upto: u64) -> Self {
        self.updates.retain(|update| update.seq <= upto);
        self.withdrawn.retain(|update| update.version() <= upto);
        Self { upto, ..self }
    }
}
