//! What can be asked of an incident about those that it is merged with.
//!
//! Must not change it: only events do.

use super::merged::MergedIncident;
use super::state::Incident;
use crate::ids::IncidentId;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A list in its order, but each merged incident stands behind its target if that is listed, too.
pub fn under_targets(incidents: Vec<Incident>) -> Vec<Incident> {
    let listed: BTreeSet<IncidentId> = incidents.iter().map(|incident| incident.id.clone()).collect();
    let mut under: BTreeMap<IncidentId, Vec<Incident>> = BTreeMap::new();
    let mut waiting = Vec::new();
    for incident in incidents {
        match incident.merged_into.as_ref().map(|into| into.id.clone()).filter(|id| listed.contains(id)) {
            Some(target) => under.entry(target).or_default().push(incident),
            None => waiting.push(incident),
        }
    }
    waiting.reverse();
    let mut ordered = Vec::new();
    while let Some(incident) = waiting.pop() {
        waiting.extend(under.remove(&incident.id).into_iter().flatten().rev());
        ordered.push(incident);
    }
    ordered
}

impl Incident {
    /// Whether it is part of another incident, which pages for it.
    pub fn is_merged(&self) -> bool {
        self.merged_into.is_some()
    }

    /// The incidents merged into it that have not ended, as far as it was told.
    pub fn open_merged(&self) -> impl Iterator<Item = (&IncidentId, &MergedIncident)> {
        self.merged.iter().filter(|(_, merged)| merged.ended_at.is_none() || merged.reopens_at.is_some())
    }

    /// The incidents merged into it that ended with it, and are to be looked at since it was reopened.
    pub fn reopening_merged(&self) -> impl Iterator<Item = &IncidentId> {
        self.merged
            .iter()
            .filter(|(_, merged)| self.is_open() && merged.reopens_at.is_some())
            .map(|(id, _)| id)
    }

    /// Whether something merged into it is open, so that it does not resolve by itself: alerts fire there, or a person declared it.
    pub fn waits_for_merged(&self) -> bool {
        self.open_merged().next().is_some()
    }

    /// When its target is to be told something.
    pub(super) fn tells_target_at(&self) -> Option<Timestamp> {
        self.merged_into.as_ref()?.news.map(|news| news.since)
    }

    /// When what was merged into it ends with it.
    pub(super) fn ends_merged_at(&self) -> Option<Timestamp> {
        self.resolved_at.filter(|_| !self.is_open() && self.open_merged().next().is_some())
    }

    /// When what ended with it is looked at again.
    pub(super) fn reopens_merged_at(&self) -> Option<Timestamp> {
        self.merged.values().filter_map(|merged| merged.reopens_at).min().filter(|_| self.is_open())
    }

    /// Whether its target is to be told something, or what was merged into it ends or goes on now.
    pub fn has_to_settle(&self) -> bool {
        self.tells_target_at().or(self.ends_merged_at()).or(self.reopens_merged_at()).is_some()
    }
}
