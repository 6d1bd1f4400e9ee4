//! How each alert of an incident stands, by the incident's events and by what is stored of the alert.
//! Must not read anything.

use super::alert::{Alert, AlertStatus};
use super::event::{Event, EventRecord, JoinReason};
use super::state::Incident;
use crate::ids::{AlertKey, IncidentId, ServiceName};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// One alert of an incident. Outside programs rely on these names.
#[derive(Debug, Serialize)]
pub struct AlertRow {
    /// The incident's number.
    pub incident: u64,
    /// The alert.
    pub key: AlertKey,
    /// Whether it fires.
    pub state: AlertState,
    /// Since when it stands like this.
    pub since: Timestamp,
    /// A one-line summary; untrusted text.
    pub summary: String,
    /// Who reports it; empty if that is not stored any more.
    pub source: String,
    /// How often it fired.
    pub count: u32,
    /// Its page where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What it is about; in a bundle of many services that is not recorded.
    #[serde(skip)]
    pub service: Option<ServiceName>,
    /// The alert as it is stored.
    #[serde(skip)]
    pub stored: Option<Alert>,
}

/// Whether an alert fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// It fires.
    Firing,
    /// It fires, and another alert explains it.
    Explained,
    /// It does not fire any more.
    Cleared,
    /// It fires, in an incident of its own.
    Moved,
}

impl AlertState {
    /// Whether it fires, in this incident.
    pub fn fires(self) -> bool {
        matches!(self, Self::Firing | Self::Explained)
    }

    /// The word as a heading has it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Firing => "Firing",
            Self::Explained => "Firing, explained",
            Self::Cleared => "Cleared",
            Self::Moved => "Moved",
        }
    }

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Firing => "firing",
            Self::Explained => "firing, explained",
            Self::Cleared => "cleared",
            Self::Moved => "moved",
        }
    }
}

impl AlertRow {
    fn new(record: &EventRecord, key: &AlertKey, summary: &str, state: AlertState) -> Self {
        Self {
            incident: record.number,
            key: key.clone(),
            state,
            since: record.at,
            summary: summary.to_owned(),
            source: String::new(),
            count: 1,
            link: None,
            service: None,
            stored: None,
        }
    }

    /// Adds what is stored of the alert, and of this occurrence of it: what fired again since may belong to another incident.
    fn add(&mut self, alert: Alert, of: &Incident, page: impl Fn(&Alert) -> Option<String>) {
        self.source.clone_from(&alert.source);
        self.link = page(&alert);
        if !of.is_open() && self.state.fires() {
            self.goes_on(&alert, &of.id);
        }
        if alert.incident.as_ref() == Some(&of.id) {
            self.count = alert.count;
            if self.state.fires() {
                self.since = alert.opened_at;
            }
        }
        self.stored = Some(alert);
    }

    /// An alert that fired when its incident was resolved: what becomes of it then is no event of that incident.
    fn goes_on(&mut self, alert: &Alert, of: &IncidentId) {
        match alert.status {
            AlertStatus::Closed => (self.state, self.since) = (AlertState::Cleared, alert.changed_at),
            AlertStatus::Open if alert.incident.as_ref() != Some(of) => {
                (self.state, self.since) = (AlertState::Moved, alert.opened_at);
            }
            AlertStatus::Open => {}
        }
    }

    /// Adds what is stored of each alert of an incident, and sorts them: those that fire first, the longest first; then what
    /// ended last. `page` knows the page of an alert where it comes from.
    pub fn complete(
        rows: &mut [Self],
        of: &Incident,
        mut stored: BTreeMap<AlertKey, Alert>,
        page: impl Fn(&Alert) -> Option<String>,
    ) {
        for row in rows.iter_mut() {
            row.service = Some(of.service.clone()).filter(|_| !of.bundle);
            if let Some(alert) = stored.remove(&row.key) {
                row.add(alert, of, &page);
            }
        }
        sort(rows);
    }
}

/// The alerts that an incident lists, in the order in which they joined.
pub fn alert_rows<'a>(events: impl IntoIterator<Item = &'a EventRecord>) -> Vec<AlertRow> {
    let mut rows: Vec<AlertRow> = Vec::new();
    for record in events {
        let (key, summary, state) = match &record.event {
            Event::Opened(opened) if !opened.declared => (&opened.alert, &opened.title, AlertState::Firing),
            Event::AlertJoined { alert, summary, reason: JoinReason::Inhibited, .. } => {
                (alert, summary, AlertState::Explained)
            }
            Event::AlertJoined { alert, summary, .. } | Event::AlertRepeated { alert, summary } => {
                (alert, summary, AlertState::Firing)
            }
            Event::AlertCleared { alert, summary, released: true, .. } => (alert, summary, AlertState::Moved),
            Event::AlertCleared { alert, summary, .. } => (alert, summary, AlertState::Cleared),
            _ => continue,
        };
        let news = AlertRow::new(record, key, summary, state);
        match rows.iter_mut().find(|row| row.key == *key) {
            // What fires once more fires since it began, explained or not.
            Some(row) if row.state.fires() && state == AlertState::Firing => row.summary = news.summary,
            Some(row) => *row = news,
            None => rows.push(news),
        }
    }
    rows
}

fn sort(rows: &mut [AlertRow]) {
    rows.sort_by_key(|row| match row.state.fires() {
        true => (row.state, row.since.as_nanosecond()),
        false => (AlertState::Cleared, -row.since.as_nanosecond()),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Actor;

    /// Events of incident 7, a minute after each other.
    fn shown(events: &[(&str, AlertState)]) -> Vec<(String, AlertState, i8)> {
        let record = |(minute, (key, state)): (i64, &(&str, AlertState))| {
            let (alert, summary) = (AlertKey::from(*key), format!("{key} is bad"));
            let joined = |reason| Event::AlertJoined {
                alert: alert.clone(),
                summary: summary.clone(),
                words: String::new(),
                reason,
                because: String::new(),
                cause: None,
                lapses_at: None,
            };
            let cleared = |released| Event::AlertCleared {
                alert: alert.clone(),
                summary: summary.clone(),
                resolves_at: None,
                released,
            };
            let at = Timestamp::from_second(minute * 60).unwrap();
            EventRecord {
                incident_id: "inc_7".into(),
                number: 7,
                seq: u64::try_from(minute).unwrap(),
                at,
                recorded_at: at,
                actor: Actor::system(),
                wake_at: None,
                event: match state {
                    AlertState::Firing => joined(JoinReason::SameGroup),
                    AlertState::Explained => joined(JoinReason::Inhibited),
                    AlertState::Cleared => cleared(false),
                    AlertState::Moved => cleared(true),
                },
            }
        };
        let events: Vec<EventRecord> = (0..).zip(events).map(record).collect();
        let mut rows = alert_rows(&events);
        sort(&mut rows);
        let minute = |row: &AlertRow| i8::try_from(row.since.as_second() / 60).unwrap();
        rows.iter().map(|row| (row.key.to_string(), row.state, minute(row))).collect()
    }

    #[test]
    fn what_fires_comes_first() {
        use AlertState::{Cleared, Explained, Firing, Moved};
        let row = |key: &str, state, minute| (key.to_owned(), state, minute);
        let found = shown(&[("a", Firing), ("b", Firing), ("c", Explained), ("a", Cleared), ("d", Firing)]);
        assert_eq!(
            found,
            [row("b", Firing, 1), row("d", Firing, 4), row("c", Explained, 2), row("a", Cleared, 3)]
        );
        let found = shown(&[("a", Firing), ("a", Firing), ("b", Explained), ("b", Moved)]);
        assert_eq!(found, [row("a", Firing, 0), row("b", Moved, 3)]);
        let found = shown(&[("a", Firing), ("a", Cleared), ("a", Firing)]);
        assert_eq!(found, [row("a", Firing, 2)]);
    }
}
