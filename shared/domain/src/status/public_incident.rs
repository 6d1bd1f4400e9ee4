//! An incident as customers see it.

use crate::drill;
use crate::ids::{ComponentName, IncidentId};
use crate::incident::{Impact, Incident, StatusUpdate};
use crate::settings::StatusPageSettings;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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

impl PublicIncident {
    /// The public side of an incident. `None` while nothing was published, and for a drill.
    pub fn of(incident: &Incident) -> Option<Self> {
        (!incident.updates.is_empty() && !drill::is_drill(&incident.service)).then(|| Self {
            id: incident.id.clone(),
            started_at: incident.opened_at,
            updates: incident.updates.clone(),
        })
    }

    /// Takes over a newer state, which has the latest updates only. Returns `false` if this is the same or newer.
    pub(super) fn follow(&mut self, newer: &Self) -> bool {
        let version = |incident: &Self| incident.updates.iter().map(StatusUpdate::version).max();
        if version(self) >= version(newer) {
            return false;
        }
        let first = newer.updates.first().map(|update| update.seq);
        self.updates.retain(|update| first.is_some_and(|first| update.seq < first));
        self.updates.extend(newer.updates.iter().cloned());
        self.started_at = newer.started_at;
        true
    }

    /// Its latest update; what is withdrawn is none.
    pub fn latest(&self) -> Option<&StatusUpdate> {
        self.standing().next_back()
    }

    /// When anything was said of it last: an update, a correction or a withdrawal.
    pub fn changed_at(&self) -> Timestamp {
        let said = self.updates.iter().map(|update| update.changed.map_or(update.at, |change| change.at));
        said.max().unwrap_or(self.started_at)
    }

    /// The updates that nobody withdrew, oldest first.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &StatusUpdate> {
        self.updates.iter().filter(|update| !update.is_withdrawn())
    }

    /// Whether nothing that was said of it holds: everything was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.latest().is_none()
    }

    /// Whether its resolution was published.
    pub fn is_resolved(&self) -> bool {
        self.latest().is_none_or(|update| update.phase.is_over())
    }

    /// When its resolution was published.
    pub fn resolved_at(&self) -> Option<Timestamp> {
        let over = self.standing().rev().take_while(|update| update.phase.is_over());
        over.last().map(|update| update.at)
    }

    /// The worst impact of its updates.
    pub fn impact(&self) -> Impact {
        self.standing().map(|update| update.impact).max().unwrap_or(Impact::None)
    }

    /// The components that its latest words name; a resolution often names none.
    pub fn components(&self) -> &[ComponentName] {
        let mut said = self.standing().rev().map(|update| update.components.as_slice());
        said.find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// All components that any update names, in the order in which they were named.
    pub fn ever_affected(&self) -> Vec<&ComponentName> {
        let mut names: Vec<&ComponentName> = Vec::new();
        for name in self.standing().flat_map(|update| &update.components) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What each update says of its components, with the span it holds for: the first from the beginning of the
    /// incident, each until the next one, and the latest without an end unless it is the resolution.
    pub fn spans(&self) -> impl Iterator<Item = (Timestamp, Option<Timestamp>, &StatusUpdate)> {
        let standing: Vec<&StatusUpdate> = self.standing().collect();
        let until: Vec<Option<Timestamp>> =
            standing.iter().skip(1).map(|next| Some(next.at)).chain([None]).collect();
        let open = standing.into_iter().zip(until).enumerate();
        open.filter(|(_, (update, _))| !update.phase.is_over()).map(|(index, (update, until))| {
            let from = if index == 0 { self.started_at.min(update.at) } else { update.at };
            (from, until, update)
        })
    }

    /// The affected components by the titles that customers know: never the private title, nor a name of the settings. One that
    /// the page no longer has is left out.
    pub fn titles<'a>(&self, page: &'a StatusPageSettings) -> Vec<&'a str> {
        titles(self.components(), page)
    }
}

/// Components by the titles that customers know.
pub fn titles<'a>(names: &[ComponentName], page: &'a StatusPageSettings) -> Vec<&'a str> {
    names
        .iter()
        .filter_map(|name| page.components.get(name))
        .map(|component| component.title.as_str())
        .collect()
}
