//! The document behind the page: what is open, and what was resolved last.

use super::maintenance::{self, MaintenancePhase, MaintenanceWindow};
use super::month::Month;
use super::planned::Planned;
use super::public_incident::PublicIncident;
use super::stored;
use crate::ids::ComponentName;
use crate::incident::{ComponentStatus, Impact, StatusUpdate};
use crate::settings::{Component, StatusPageSettings};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most resolved incidents kept (Statuspage lists the newest 50).
const MOST_RESOLVED: usize = 50;
/// The most maintenance kept that is over (Statuspage lists the newest 50); months have all of it.
const MOST_OVER: usize = 50;

/// Everything the page shows now, besides the settings. Older incidents are in [`super::MonthDocument`]s.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageDocument {
    /// The version for optimistic locking.
    pub version: u64,
    /// Public incidents, newest first.
    pub incidents: Vec<PublicIncident>,
    /// Since when each component is watched: before that nobody knows how it was.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub since: BTreeMap<ComponentName, Date>,
    /// Maintenance, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenance: Vec<MaintenanceWindow>,
    /// The months of which there is a document.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub months: BTreeSet<Month>,
    /// Components that the main page did not show when they were last in the settings: what was said of them stays off it
    /// when they leave the settings.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kept_off: BTreeSet<ComponentName>,
}

impl PageDocument {
    /// Applies the current state of an incident. Returns `false` if the page has the same or a newer one.
    pub fn take(&mut self, incident: &PublicIncident) -> bool {
        if !stored::take(&mut self.incidents, incident) {
            return false;
        }
        stored::trim(&mut self.incidents, MOST_RESOLVED);
        self.months.insert(Month::of(incident.started_at));
        self.version += 1;
        true
    }

    /// Notes from which day on components are watched that were not known yet. Returns `false` if all were.
    pub fn watch<'a>(&mut self, names: impl Iterator<Item = &'a ComponentName>, today: Date) -> bool {
        let unknown: Vec<_> = names.filter(|name| !self.since.contains_key(*name)).cloned().collect();
        if unknown.is_empty() {
            return false;
        }
        self.since.extend(unknown.into_iter().map(|name| (name, today)));
        self.version += 1;
        true
    }

    /// Since which day a component is watched: as the settings say, else since the page showed it first.
    pub fn watched_since(&self, name: &ComponentName, page: &StatusPageSettings) -> Option<Date> {
        let said = page.components.get(name).and_then(|component| component.since);
        said.or_else(|| self.since.get(name).copied())
    }

    /// Notes which components the main page does not show. Returns `false` if it is known.
    pub fn keep_off(&mut self, components: &BTreeMap<ComponentName, Component>) -> bool {
        let before = self.kept_off.clone();
        self.kept_off.retain(|name| components.get(name).is_none_or(|component| !component.main));
        let off = components.iter().filter(|(_, component)| !component.main);
        self.kept_off.extend(off.map(|(name, _)| name.clone()));
        let changed = self.kept_off != before;
        self.version += u64::from(changed);
        changed
    }

    /// When anything was said last.
    pub fn changed_at(&self) -> Option<Timestamp> {
        let all = self.incidents.iter().flat_map(|incident| &incident.updates);
        let updates = all.map(|update| update.changed.map_or(update.at, |change| change.at));
        let windows =
            self.maintenance.iter().filter_map(|window| window.updates.last()).map(|update| update.at);
        updates.chain(windows).max()
    }

    /// Follows the maintenance of the settings and the clock. Returns `false` if nothing changed.
    pub fn follow_maintenance(&mut self, planned: &[Planned], now: Timestamp) -> bool {
        if !maintenance::follow(&mut self.maintenance, planned, now) {
            return false;
        }
        stored::trim_windows(&mut self.maintenance, MOST_OVER);
        let over = self.maintenance.iter().filter(|window| window.is_completed());
        self.months.extend(over.map(|window| Month::of(window.from)));
        self.version += 1;
        true
    }

    /// The maintenance that was completed, or completed otherwise, since it was as before: its months have to know.
    pub fn completed_since(&self, before: &Self) -> Vec<MaintenanceWindow> {
        let is_new =
            |window: &&MaintenanceWindow| window.is_completed() && !before.maintenance.contains(window);
        self.maintenance.iter().filter(is_new).cloned().collect()
    }

    /// Maintenance that goes on.
    pub fn active_maintenance(&self) -> impl Iterator<Item = &MaintenanceWindow> {
        self.maintenance.iter().filter(|window| window.phase() == MaintenancePhase::InProgress)
    }

    /// Maintenance that is announced, the next first.
    pub fn upcoming_maintenance(&self) -> impl Iterator<Item = &MaintenanceWindow> {
        self.maintenance.iter().rev().filter(|window| window.phase() == MaintenancePhase::Scheduled)
    }

    /// Whether a component is being worked on.
    pub fn is_in_maintenance(&self, name: &ComponentName) -> bool {
        self.active_maintenance().any(|window| window.components.contains(name))
    }

    /// Unresolved incidents, newest first.
    pub fn unresolved(&self) -> impl Iterator<Item = &PublicIncident> {
        self.incidents.iter().filter(|incident| !incident.is_resolved())
    }

    /// Incidents that were resolved not longer than `age` ago, the last first.
    pub fn past(&self, now: Timestamp, age: SignedDuration) -> Vec<&PublicIncident> {
        let since = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        let recent = |incident: &&PublicIncident| incident.resolved_at().is_some_and(|at| at >= since);
        let mut past: Vec<_> = self.incidents.iter().filter(recent).collect();
        past.sort_by_key(|incident| std::cmp::Reverse(incident.resolved_at()));
        past
    }

    /// Maintenance that took place and ended not longer than `age` ago, the last first.
    pub fn past_maintenance(&self, now: Timestamp, age: SignedDuration) -> Vec<&MaintenanceWindow> {
        let since = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        let completed = self.maintenance.iter().filter(|window| window.is_completed());
        let mut past: Vec<_> = completed.filter(|window| window.ended_at() >= Some(since)).collect();
        past.sort_by_key(|window| std::cmp::Reverse(window.ended_at()));
        past
    }

    /// The worst of what unresolved incidents say now: their impact, and their components.
    pub fn indicator(&self) -> Impact {
        let latest = self.unresolved().filter_map(PublicIncident::latest);
        latest.map(worst).max().unwrap_or(Impact::None)
    }

    /// The status of a component, from the worst unresolved incident that affects it.
    pub fn component(&self, name: &ComponentName) -> ComponentStatus {
        let latest = self.unresolved().filter_map(PublicIncident::latest);
        latest.map(|update| update.status_of(name)).max().unwrap_or(ComponentStatus::Operational)
    }
}

fn worst(update: &StatusUpdate) -> Impact {
    let states = update.states.values().map(|status| Impact::from(*status)).max();
    update.impact.max(states.unwrap_or(Impact::None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IncidentId;
    use crate::incident::Phase;
    use crate::status::stored_bytes;
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
            states: BTreeMap::new(),
            added_at: None,
            named: Vec::new(),
            generic: false,
            translations: Default::default(),
            changed: None,
            automatic: false,
            silent: false,
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
                page.take(&incident(nth, 1..updates + 1, components, &text));
                prop_assert!(stored_bytes(&page) < 380_000, "{} bytes", stored_bytes(&page));
                prop_assert!(page.incidents.iter().all(|incident| !incident.updates.is_empty()));
            }
        }
    }

    #[test]
    fn the_page_keeps_updates_that_the_incident_has_dropped() {
        let mut page = PageDocument::default();
        page.take(&incident(1, 1..5, 1, "x"));
        assert!(page.take(&incident(1, 3..8, 1, "x")));
        let kept: Vec<u64> = page.incidents[0].updates.iter().map(|update| update.seq).collect();
        assert_eq!(kept, [1, 2, 3, 4, 5, 6, 7]);
        assert!(!page.take(&incident(1, 1..5, 1, "x")), "an older state changes nothing");
    }

    #[test]
    fn what_was_resolved_first_leaves_first_however_long_ago_it_began() {
        let mut page = PageDocument::default();
        for nth in 0..60 {
            let mut over = incident(nth, 1..2, 1, "x");
            let end = over.started_at + SignedDuration::from_hours(if nth == 0 { 2000 } else { 1 });
            over.updates.push(StatusUpdate {
                seq: 9,
                at: end,
                phase: Phase::Resolved,
                ..over.updates[0].clone()
            });
            page.take(&over);
        }
        page.take(&incident(99, 1..2, 1, "x"));
        assert_eq!((page.incidents.len(), page.unresolved().count()), (51, 1));
        assert!(page.incidents.iter().any(|one| one.id == IncidentId::from_bytes([0; 8])), "it ended last");
    }
}
