//! The data of the public status page.
//!
//! Must not render: the function does. Must not contain anything private (responders, alerts, details).

use crate::drill;
use crate::ids::{ComponentName, IncidentId};
use crate::incident::{Impact, Incident, Phase, StatusUpdate};
use crate::settings::StatusPageSettings;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most incidents kept (Statuspage lists the newest 50).
const MAX_INCIDENTS: usize = 50;
/// The most bytes of the incidents as stored: the page is one item of at most 400 KB (`DynamoDB` developer guide, quotas).
const MAX_BYTES: usize = 350_000;

/// The bytes of a value as stored.
pub(crate) fn stored_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

/// Everything the page shows, besides the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageDocument {
    /// The version for optimistic locking.
    pub version: u64,
    /// Public incidents, newest first.
    pub incidents: Vec<PublicIncident>,
}

/// An incident as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIncident {
    /// Its identity, also used in the page's addresses.
    pub id: IncidentId,
    /// When it started.
    pub started_at: Timestamp,
    /// The published updates, oldest first. Never empty.
    pub updates: Vec<StatusUpdate>,
}

/// The status of a component (Statuspage's words), from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComponentStatus {
    /// Works normally.
    Operational,
    /// Slower than usual.
    DegradedPerformance,
    /// Broken for some customers.
    PartialOutage,
    /// Broken.
    MajorOutage,
}

impl PublicIncident {
    /// The public side of an incident. `None` while nothing was published, and for a drill.
    pub fn of(incident: &Incident) -> Option<Self> {
        (!incident.updates.is_empty() && !drill::is_drill(&incident.service)).then(|| Self {
            id: incident.id.clone(),
            started_at: incident.opened_at,
            updates: incident.updates.clone(),
        })
    }

    /// Takes over a newer state, which has the latest updates only.
    fn follow(&mut self, newer: Self) {
        let first = newer.updates.first().map(|update| update.seq);
        self.updates.retain(|update| first.is_some_and(|first| update.seq < first));
        self.updates.extend(newer.updates);
        self.started_at = newer.started_at;
    }

    /// Its latest update.
    pub fn latest(&self) -> Option<&StatusUpdate> {
        self.updates.last()
    }

    /// Whether its resolution was published.
    pub fn is_resolved(&self) -> bool {
        self.latest().is_none_or(|update| update.phase == Phase::Resolved)
    }

    /// The worst impact of its updates.
    pub fn impact(&self) -> Impact {
        self.updates.iter().map(|update| update.impact).max().unwrap_or(Impact::None)
    }
}

impl PageDocument {
    /// Applies the current state of an incident. Returns `false` if the page has the same or a newer one.
    pub fn take(&mut self, incident: PublicIncident) -> bool {
        let newest = |incident: &PublicIncident| incident.latest().map(|update| update.seq);
        match self.incidents.iter_mut().find(|known| known.id == incident.id) {
            Some(known) if newest(known) >= newest(&incident) => return false,
            Some(known) => known.follow(incident),
            None => self.incidents.push(incident),
        }
        self.incidents.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
        self.trim();
        self.version += 1;
        true
    }

    /// Drops the oldest resolved incidents beyond the maximum, then the oldest updates, and in the end the oldest incident,
    /// so that the page always fits into storage: one that cannot be stored would never change again.
    fn trim(&mut self) {
        let mut bytes = stored_bytes(&self.incidents);
        while self.incidents.len() > MAX_INCIDENTS || bytes > MAX_BYTES {
            bytes = bytes.saturating_sub(self.drop_oldest());
        }
    }

    /// Returns how many bytes less are stored.
    fn drop_oldest(&mut self) -> usize {
        if let Some(oldest) = self.incidents.iter().rposition(PublicIncident::is_resolved) {
            return stored_bytes(&self.incidents.remove(oldest));
        }
        match self.incidents.iter_mut().max_by_key(|incident| incident.updates.len()) {
            Some(longest) if longest.updates.len() > 1 => stored_bytes(&longest.updates.remove(0)),
            _ => self.incidents.pop().map_or(usize::MAX, |oldest| stored_bytes(&oldest)),
        }
    }

    /// Unresolved incidents, newest first.
    pub fn unresolved(&self) -> impl Iterator<Item = &PublicIncident> {
        self.incidents.iter().filter(|incident| !incident.is_resolved())
    }

    /// Resolved incidents not older than `age`, newest first.
    pub fn past(&self, now: Timestamp, age: SignedDuration) -> impl Iterator<Item = &PublicIncident> {
        let since = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        self.incidents.iter().filter(move |incident| incident.is_resolved() && incident.started_at >= since)
    }

    /// The worst unresolved impact.
    pub fn indicator(&self) -> Impact {
        let latest = self.unresolved().filter_map(PublicIncident::latest);
        latest.map(|update| update.impact).max().unwrap_or(Impact::None)
    }

    /// The status of a component, from the worst unresolved incident that affects it.
    pub fn component(&self, name: &ComponentName) -> ComponentStatus {
        let naming = self.unresolved().filter_map(PublicIncident::latest);
        let naming = naming.filter(|update| update.components.contains(name));
        naming.map(|update| update.impact.into()).max().unwrap_or(ComponentStatus::Operational)
    }
}

impl From<Impact> for ComponentStatus {
    fn from(impact: Impact) -> Self {
        match impact {
            Impact::None => Self::Operational,
            Impact::Minor => Self::DegradedPerformance,
            Impact::Major => Self::PartialOutage,
            Impact::Critical => Self::MajorOutage,
        }
    }
}

/// The public title of an incident: the affected components, never the private title.
pub fn public_title(incident: &PublicIncident, page: &StatusPageSettings) -> String {
    let names =
        incident.updates.iter().rev().map(|update| &update.components).find(|names| !names.is_empty());
    let titles: Vec<&str> = names
        .into_iter()
        .flatten()
        .map(|name| page.components.get(name).map_or(name.as_str(), |component| component.title.as_str()))
        .collect();
    match titles.as_slice() {
        [] => "Service incident".to_owned(),
        titles => format!("Problem with {}", titles.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An incident with updates that each name all components of a large page.
    fn incident(nth: u8, updates: std::ops::Range<u64>, components: usize, text: &str) -> PublicIncident {
        let started_at = Timestamp::from_second(1_800_000_000 + i64::from(nth) * 60).unwrap();
        let components: Vec<ComponentName> =
            (0..components).map(|n| ComponentName::from(format!("component-{n:020}").as_str())).collect();
        let update = |seq| StatusUpdate {
            seq,
            at: started_at,
            phase: Phase::Identified,
            text: text.to_owned(),
            impact: Impact::Major,
            components: components.clone(),
            automatic: false,
        };
        PublicIncident {
            id: IncidentId::from_bytes([nth; 8]),
            started_at,
            updates: updates.map(update).collect(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn the_page_always_fits_into_its_item(
            incidents in prop::collection::vec((1..40_u8, 1..8_u64), 1..50),
            components in prop::sample::select(vec![0, 1, 100, 500]),
            text in prop::sample::select(vec!["short", "\u{7}\"\\\u{1f600}"]).prop_map(|part| part.repeat(500)),
        ) {
            let mut page = PageDocument::default();
            for (nth, updates) in incidents {
                page.take(incident(nth, 1..updates + 1, components, &text));
                prop_assert!(stored_bytes(&page) < 380_000, "{} bytes", stored_bytes(&page));
                prop_assert!(page.incidents.iter().all(|incident| !incident.updates.is_empty()));
            }
        }
    }

    #[test]
    fn the_page_keeps_updates_that_the_incident_has_dropped() {
        let mut page = PageDocument::default();
        page.take(incident(1, 1..5, 1, "x"));
        assert!(page.take(incident(1, 3..8, 1, "x")));
        let kept: Vec<u64> = page.incidents[0].updates.iter().map(|update| update.seq).collect();
        assert_eq!(kept, [1, 2, 3, 4, 5, 6, 7]);
        assert!(!page.take(incident(1, 1..5, 1, "x")), "an older state changes nothing");
    }
}
