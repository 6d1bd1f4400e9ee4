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
/// The most bytes of updates kept: the page is stored as one item of at most 400 KB.
const MAX_BYTES: usize = 250_000;

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
            Some(known) => *known = incident,
            None => self.incidents.push(incident),
        }
        self.incidents.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
        self.trim();
        self.version += 1;
        true
    }

    /// Drops the oldest resolved incidents beyond the maximum, then the oldest updates, so that the page always fits
    /// into storage.
    fn trim(&mut self) {
        while self.incidents.len() > MAX_INCIDENTS || self.bytes() > MAX_BYTES {
            if let Some(oldest) = self.incidents.iter().rposition(PublicIncident::is_resolved) {
                self.incidents.remove(oldest);
                continue;
            }
            let Some(longest) = self.incidents.iter_mut().max_by_key(|incident| incident.updates.len())
            else {
                return;
            };
            if longest.updates.len() < 2 {
                return;
            }
            longest.updates.remove(0);
        }
    }

    fn bytes(&self) -> usize {
        self.incidents
            .iter()
            .flat_map(|incident| &incident.updates)
            .map(|update| update.text.len() + 200)
            .sum()
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
