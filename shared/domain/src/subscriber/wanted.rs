//! What a subscriber wants to hear of.

use super::shown::Shown;
use crate::ids::{ComponentName, IncidentId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most incidents that one subscriber follows; the oldest wish goes first.
const MOST_INCIDENTS: usize = 20;
/// The most components that are kept: a form cannot fill the table.
const MOST_COMPONENTS: usize = 200;

/// What a subscriber wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wanted {
    /// Every incident, and all maintenance.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// Incidents and maintenance of these components.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub components: BTreeSet<ComponentName>,
    /// These incidents, until each is over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentId>,
}

impl Wanted {
    /// Everything.
    pub fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// What happens to some components.
    pub fn components(names: impl IntoIterator<Item = ComponentName>) -> Self {
        Self { components: names.into_iter().take(MOST_COMPONENTS).collect(), ..Self::default() }
    }

    /// One incident.
    pub fn incident(id: IncidentId) -> Self {
        Self { incidents: vec![id], ..Self::default() }
    }

    /// Whether nothing is wanted.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether somebody wants to hear of this.
    pub fn includes(&self, shown: &Shown) -> bool {
        let is_followed = shown.id().incident().is_some_and(|id| self.incidents.contains(id));
        self.all || is_followed || shown.affects(|name| self.components.contains(name))
    }

    /// Adds what somebody wants besides.
    pub fn join(&mut self, more: &Self) {
        self.all |= more.all;
        let names = std::mem::take(&mut self.components);
        self.components =
            names.into_iter().chain(more.components.iter().cloned()).take(MOST_COMPONENTS).collect();
        self.incidents.retain(|id| !more.incidents.contains(id));
        self.incidents.extend(more.incidents.iter().cloned());
        let surplus = self.incidents.len().saturating_sub(MOST_INCIDENTS);
        self.incidents.drain(..surplus);
    }
}
