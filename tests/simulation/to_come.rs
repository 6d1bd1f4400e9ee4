//! What a version to come leaves behind when it is rolled back: events of kinds and with variants that nobody knows here,
//! incidents and settings that cannot be read. It is deployed again at the end, so that what was put off can be done.

use super::chance::Chance;
use super::settings::{minutes, time};
use callout_domain::ids::IncidentId;
use callout_domain::incident::Incident;
use jiff::Timestamp;
use serde_json::{Value, json};

/// In every event that this version cannot read.
pub(super) const MARK: &str = "of_a_version_to_come_alone";

/// What that version does, and when.
#[derive(Debug, Clone, Default)]
pub(super) struct ToCome {
    /// When it records an event.
    events: Vec<i64>,
    /// When it writes an incident that cannot be read, and until when that lasts.
    incidents: Vec<(i64, i64)>,
    /// Between which times the active settings cannot be read.
    settings: Option<(i64, i64)>,
}

/// One thing that it does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written {
    Event,
    /// An incident that cannot be read until a time.
    Incident(i64),
}

impl ToCome {
    pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Self {
        let mut drawn = Self::default();
        if !chance.one_in(5) {
            return drawn;
        }
        let span = |chance: &mut Chance| {
            let since = chance.between(from, to);
            (since, (since + chance.between(minutes(1), minutes(30))).min(to))
        };
        drawn.events = (0..chance.below(4)).map(|_| chance.between(from, to)).collect();
        drawn.incidents = (0..chance.below(3)).map(|_| span(chance)).collect();
        drawn.settings = chance.one_in(3).then(|| span(chance));
        drawn
    }

    /// Takes one thing away, for a shorter story. Returns whether there was one.
    pub(super) fn without(&mut self, nth: usize) -> bool {
        match nth {
            0 => !std::mem::take(&mut self.events).is_empty(),
            1 => !std::mem::take(&mut self.incidents).is_empty(),
            _ => self.settings.take().is_some(),
        }
    }

    pub(super) fn written(&self) -> impl Iterator<Item = (i64, Written)> {
        let events = self.events.iter().map(|at| (*at, Written::Event));
        events.chain(self.incidents.iter().map(|(at, until)| (*at, Written::Incident(*until))))
    }

    /// What it does, for people.
    pub(super) fn words(&self) -> Option<String> {
        let (from, until) = self.settings?;
        Some(format!("the settings cannot be read from {} to {}", time(from), time(until)))
    }

    /// Whether processes that start now cannot read the settings.
    pub(super) fn hides_settings(&self, now: i64) -> bool {
        self.settings.is_some_and(|(from, until)| (from..until).contains(&now))
    }

    /// When the settings could be read again, if they could not before.
    pub(super) fn settings_are_back_at(&self, now: i64) -> Option<i64> {
        self.settings.filter(|(from, _)| *from <= now).map(|(_, until)| until)
    }

    /// Whether the settings are hidden at any time.
    pub(super) fn ever_hides_settings(&self) -> bool {
        self.settings.is_some()
    }
}

/// The next event of an incident, as that version records it: its kind and its text.
pub(super) fn event(of: &Incident, at: i64, chance: &mut Chance) -> (&'static str, String) {
    let own = |id: &IncidentId| {
        let at = Timestamp::from_millisecond(at).unwrap();
        json!({
            "incident_id": id, "number": of.number, "seq": of.version + 1, "at": at, "recorded_at": at,
            "actor": { "kind": "system" }
        })
    };
    let (kind, more): (&'static str, Value) = match chance.below(3) {
        0 => (MARK, json!({ "what": { "nobody": ["knows"] } })),
        // Known kinds, with a variant that nobody knows.
        1 => ("paged", json!({ "cycle": 1, "step": { "level": 0 }, "responders": ["ana"], "reason": MARK })),
        _ => ("acknowledged", json!({ "via": MARK })),
    };
    let mut event = own(&of.id);
    event["type"] = json!(kind);
    for (name, value) in more.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    (kind, event.to_string())
}
