//! The top of a page about an incident, and why it fired.

use super::reader::Reader;
use crate::words::{self, Moment};
use callout_domain::alarm::clip;
use callout_domain::incident::Incident;
use callout_domain::severity::Severity;
use jiff::Timestamp;

/// The most characters of a title at the top of a page: about four lines on a phone. The rest stands under the reason.
const TITLE: usize = 200;

/// Why it fired, beginning with a title that is too long for the top of the page; untrusted text.
pub fn reason(incident: &Incident) -> String {
    match incident.title.chars().nth(TITLE) {
        Some(_) => format!("{}\n\n{}", incident.title, incident.detail).trim_end().to_owned(),
        None => incident.detail.clone(),
    }
}

/// The top of every page.
pub struct IncidentHeader {
    /// Its number.
    pub number: u64,
    /// Its severity.
    pub severity: Level,
    /// Its title; untrusted text.
    pub title: String,
    /// The title of its service.
    pub service: String,
    /// When it opened.
    pub since: Moment,
    /// How long ago that was, in words.
    pub ago: String,
    /// How many alerts it has and how many fire, in words.
    pub alerts: String,
}

impl IncidentHeader {
    /// Of an incident, now, for a reader.
    pub fn of(incident: &Incident, reader: &Reader<'_>, now: Timestamp) -> Self {
        Self {
            number: incident.number,
            severity: Level(incident.severity),
            title: clip(&incident.title, TITLE),
            service: incident.service_title.clone(),
            since: reader.moment(incident.opened_at),
            ago: words::ago(incident.opened_at, now),
            alerts: words::standing(incident, reader.zone()),
        }
    }

    /// The same with a title of at most this many characters, for lists.
    pub fn with_title_of(self, most: usize) -> Self {
        Self { title: clip(&self.title, most), ..self }
    }
}

/// A severity with its CSS class.
pub struct Level(Severity);

impl Level {
    /// The name of its colours.
    pub fn class(&self) -> String {
        self.0.to_string().to_lowercase()
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
