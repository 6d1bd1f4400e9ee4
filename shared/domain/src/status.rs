//! What customers are told: the document behind the status page.
//!
//! Rendering is the function's business; nothing private (responders, alerts, details) can get in here.

use crate::ids::{ComponentName, IncidentId};
use crate::incident::{Impact, Incident, Phase, StatusUpdate};
use crate::settings::StatusPageSettings;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most incidents the page remembers (Statuspage lists the newest 50).
const MAX_INCIDENTS: usize = 50;
/// The most bytes of updates the page remembers: it is stored as one item of at most 400 KB.
const MAX_BYTES: usize = 250_000;

/// Everything the page is rendered from, besides the settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PageDocument {
    /// The optimistic lock of every change.
    pub version: u64,
    /// Public incidents, newest first.
    pub incidents: Vec<PublicIncident>,
}

/// An incident as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIncident {
    /// Its identity, also in the page's addresses.
    pub id: IncidentId,
    /// Since when.
    pub started_at: Timestamp,
    /// What customers were told, oldest first; never empty.
    pub updates: Vec<StatusUpdate>,
}

/// How a component does, in Statuspage's words, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ComponentStatus {
    /// Fine.
    Operational,
    /// Slower than it should be.
    DegradedPerformance,
    /// Broken for some.
    PartialOutage,
    /// Broken.
    MajorOutage,
}

impl PublicIncident {
    /// The public side of an incident; `None` while customers were told nothing.
    pub fn of(incident: &Incident) -> Option<Self> {
        (!incident.updates.is_empty()).then(|| Self {
            id: incident.id.clone(),
            started_at: incident.opened_at,
            updates: incident.updates.clone(),
        })
    }

    /// Its latest update.
    pub fn latest(&self) -> Option<&StatusUpdate> {
        self.updates.last()
    }

    /// Whether customers were told that it is over.
    pub fn is_resolved(&self) -> bool {
        self.latest().is_none_or(|update| update.phase == Phase::Resolved)
    }

    /// How bad it is, or was at its worst.
    pub fn impact(&self) -> Impact {
        self.updates.iter().map(|update| update.impact).max().unwrap_or(Impact::None)
    }
}

impl PageDocument {
    /// Takes in an incident as it stands; `false` if the page knows it as well or better already.
    pub fn take(&mut self, incident: PublicIncident) -> bool {
        let newest = |incident: &PublicIncident| incident.latest().map(|update| update.seq);
        match self.incidents.iter_mut().find(|known| known.id == incident.id) {
            Some(known) if newest(known) >= newest(&incident) => return false,
            Some(known) => *known = incident,
            None => self.incidents.push(incident),
        }
        self.incidents.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
        self.forget();
        self.version += 1;
        true
    }

    /// Drops the oldest resolved incidents beyond what the page remembers, then the oldest updates: the page must
    /// never grow beyond what can be stored.
    fn forget(&mut self) {
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

    /// Incidents that are not over, newest first.
    pub fn unresolved(&self) -> impl Iterator<Item = &PublicIncident> {
        self.incidents.iter().filter(|incident| !incident.is_resolved())
    }

    /// Incidents that are over and not older than `age`, newest first.
    pub fn past(&self, now: Timestamp, age: SignedDuration) -> impl Iterator<Item = &PublicIncident> {
        let since = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        self.incidents.iter().filter(move |incident| incident.is_resolved() && incident.started_at >= since)
    }

    /// The worst unresolved impact.
    pub fn indicator(&self) -> Impact {
        let latest = self.unresolved().filter_map(PublicIncident::latest);
        latest.map(|update| update.impact).max().unwrap_or(Impact::None)
    }

    /// How a component does: as bad as the worst unresolved incident that names it.
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

/// What an incident is called in public: the components that suffer, never the private title.
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
