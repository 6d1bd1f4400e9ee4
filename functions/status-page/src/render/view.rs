//! Incidents prepared for the templates; shared by the page and the feed.

use super::site::Site;
use super::words::{ImpactStyle, Moment, clean, length};
use callout_domain::ids::IncidentId;
use callout_domain::status::{PublicIncident, public_title};

/// One incident as customers see it.
pub(super) struct IncidentView {
    pub(super) id: IncidentId,
    pub(super) title: String,
    pub(super) impact: ImpactStyle,
    pub(super) started: Moment,
    pub(super) lasted: String,
    /// Newest first.
    pub(super) updates: Vec<UpdateView>,
}

/// One update.
pub(super) struct UpdateView {
    pub(super) at: Moment,
    pub(super) phase: &'static str,
    pub(super) text: String,
}

impl IncidentView {
    /// An incident with its newest `most` updates.
    pub(super) fn of(incident: &PublicIncident, site: &Site<'_>, most: usize) -> Self {
        let said = |update: &callout_domain::incident::StatusUpdate| UpdateView {
            at: Moment(update.at),
            phase: update.phase.title(),
            text: clean(&update.text),
        };
        let end = incident.latest().map_or(site.now, |update| update.at);
        let impact = incident.latest().map_or_else(|| incident.impact(), |update| update.impact);
        Self {
            id: incident.id.clone(),
            title: clean(&public_title(incident, site.settings)),
            impact: ImpactStyle(impact),
            started: Moment(incident.started_at),
            lasted: length(end.duration_since(incident.started_at)),
            updates: incident.updates.iter().rev().take(most).map(said).collect(),
        }
    }

    /// The latest update.
    pub(super) fn last(&self) -> Option<&UpdateView> {
        self.updates.first()
    }
}
