//! What is over, incidents and maintenance together: by the day on which each ended, or as each began.

use super::maintenance::WindowView;
use super::site::Edition;
use super::view::IncidentView;
use callout_domain::status::{MaintenanceWindow, PublicIncident};
use jiff::Timestamp;
use std::cmp::Reverse;

/// One that is over.
pub(super) enum Past {
    /// An incident.
    Incident(Box<IncidentView>),
    /// Maintenance that took place.
    Maintenance(Box<WindowView>),
}

/// A day, and what ended on it.
pub(super) struct Day {
    pub(super) date: String,
    pub(super) over: Vec<Past>,
}

/// Incidents with their newest `most` updates and maintenance, the last that ended first, by the day on which they ended.
pub(super) fn by_end(
    incidents: &[&PublicIncident],
    windows: &[&MaintenanceWindow],
    most: usize,
    edition: &Edition<'_>,
) -> Vec<Day> {
    let zone = edition.site.settings.time_zone();
    let mut days: Vec<Day> = Vec::new();
    for past in of(incidents, windows, most, edition, Past::ended) {
        let ended = past.ended().unwrap_or(edition.site.now);
        let date = edition.words.date(ended.to_zoned(zone.clone()).date());
        match days.last_mut() {
            Some(day) if day.date == date => day.over.push(past),
            _ => days.push(Day { date, over: vec![past] }),
        }
    }
    days
}

/// The same in one list, the last that began first, each incident with its latest update.
pub(super) fn by_beginning(
    incidents: &[&PublicIncident],
    windows: &[&MaintenanceWindow],
    edition: &Edition<'_>,
) -> Vec<Past> {
    of(incidents, windows, 1, edition, |past| Some(past.began()))
}

fn of(
    incidents: &[&PublicIncident],
    windows: &[&MaintenanceWindow],
    most: usize,
    edition: &Edition<'_>,
    at: impl Fn(&Past) -> Option<Timestamp>,
) -> Vec<Past> {
    let incidents =
        incidents.iter().map(|one| Past::Incident(Box::new(IncidentView::of(one, edition, most))));
    let windows = windows.iter().map(|one| Past::Maintenance(Box::new(WindowView::of(one, edition))));
    let mut all: Vec<Past> = incidents.chain(windows).collect();
    all.sort_by_key(|past| Reverse(at(past)));
    all
}

impl Past {
    fn began(&self) -> Timestamp {
        match self {
            Self::Incident(incident) => incident.started.0,
            Self::Maintenance(window) => window.from.0,
        }
    }

    fn ended(&self) -> Option<Timestamp> {
        let ended = match self {
            Self::Incident(incident) => incident.ended,
            Self::Maintenance(window) => window.ended,
        };
        ended.map(|at| at.0)
    }
}
