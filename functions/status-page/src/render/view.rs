//! Incidents and statuses prepared for the templates; shared by pages and feeds.

use super::site::{Edition, Site, incident_page};
use callout_domain::ids::{ComponentName, IncidentId};
use callout_domain::incident::{ComponentStatus, Impact, StatusUpdate};
use callout_domain::status::PublicIncident;
use callout_public::{Moment, Words, incident_title, update_note, update_text};

/// A status with its words, colour and shape: never the colour alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Light {
    /// The CSS class of the colour and the shape.
    pub(super) class: &'static str,
    pub(super) words: String,
}

impl Light {
    /// The whole page's.
    pub(super) fn overall(site: &Site<'_>, words: &Words) -> Self {
        let (impact, open) = (site.document.indicator(), site.document.unresolved().next().is_some());
        // Nothing is green above an open incident, whatever it does to customers.
        let worked_on = site.document.active_maintenance().next().is_some();
        if impact == Impact::None && !open && worked_on {
            return Self { class: "maintenance", words: words.page_in_maintenance().to_owned() };
        }
        let class = if impact == Impact::None && open { "minor" } else { class(impact) };
        Self { class, words: words.overall(impact, open).to_owned() }
    }

    /// A component's.
    pub(super) fn of(status: ComponentStatus, words: &Words) -> Self {
        Self { class: class(status.into()), words: words.component(status).to_owned() }
    }

    /// A component's as it is now: what an incident says of it, else whether it is worked on.
    pub(super) fn now(name: &ComponentName, site: &Site<'_>, words: &Words) -> Self {
        let status = site.document.component(name);
        if status == ComponentStatus::Operational && site.document.is_in_maintenance(name) {
            return Self { class: "maintenance", words: words.component_in_maintenance().to_owned() };
        }
        Self::of(status, words)
    }

    /// The colour as six hexadecimal digits, dark enough for white text on it.
    pub(super) fn colour(&self) -> &'static str {
        match self.class {
            "minor" => "8a6100",
            "major" => "b4500b",
            "critical" => "b3261e",
            "maintenance" => "1f5fae",
            _ => "17753a",
        }
    }
}

/// The CSS class of an impact.
pub(super) fn class(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "none",
        Impact::Minor => "minor",
        Impact::Major => "major",
        Impact::Critical => "critical",
    }
}

/// One incident as customers see it.
pub(super) struct IncidentView {
    pub(super) id: IncidentId,
    /// Its page, from the root of the language.
    pub(super) page: String,
    pub(super) title: String,
    pub(super) class: &'static str,
    pub(super) started: Moment,
    /// When its end was published.
    pub(super) ended: Option<Moment>,
    pub(super) lasted: String,
    /// Since when nobody has said anything of an open one, if that is too long.
    pub(super) silent_since: Option<Moment>,
    /// The latest update that nobody withdrew.
    pub(super) last: Option<UpdateView>,
    /// Newest first.
    pub(super) updates: Vec<UpdateView>,
}

/// One update.
pub(super) struct UpdateView {
    pub(super) at: Moment,
    pub(super) phase: String,
    pub(super) text: String,
    /// That it was corrected, withdrawn or added later: a sentence, and when.
    pub(super) note: Option<(String, Moment)>,
}

impl IncidentView {
    /// An incident with its newest `most` updates.
    pub(super) fn of(incident: &PublicIncident, edition: &Edition<'_>, most: usize) -> Self {
        let said = incident.updates.iter().rev().take(most);
        let end = incident.resolved_at().unwrap_or(edition.site.now);
        // An open one is as bad as it is now, one that is over as bad as it was.
        let impact = match incident.latest() {
            Some(update) if !update.phase.is_over() => update.impact,
            _ => incident.impact(),
        };
        let class = if impact == Impact::None { "minor" } else { class(impact) };
        Self {
            id: incident.id.clone(),
            page: incident_page(&incident.id),
            title: title(incident, edition),
            class,
            started: Moment(incident.started_at),
            ended: incident.resolved_at().map(Moment),
            silent_since: silent_since(incident, edition),
            lasted: edition.words.length(end.duration_since(incident.started_at)),
            last: incident.latest().map(|update| UpdateView::of(incident, update, edition)),
            updates: said.map(|update| UpdateView::of(incident, update, edition)).collect(),
        }
    }
}

fn silent_since(incident: &PublicIncident, edition: &Edition<'_>) -> Option<Moment> {
    let last = incident.latest().filter(|_| !incident.is_resolved())?;
    let runs_out = edition.site.settings.clock.runs_out(last)?;
    (runs_out <= edition.site.now).then_some(Moment(last.at))
}

impl UpdateView {
    fn of(incident: &PublicIncident, update: &StatusUpdate, edition: &Edition<'_>) -> Self {
        let (page, words) = (edition.site.settings, &edition.words);
        Self {
            at: Moment(update.at),
            phase: words.phase(update.phase).to_owned(),
            text: update_text(incident, update, page, words),
            note: update_note(update, words).map(|(sentence, at)| (sentence.to_owned(), at)),
        }
    }
}

/// The public title of an incident.
pub(super) fn title(incident: &PublicIncident, edition: &Edition<'_>) -> String {
    incident_title(incident, edition.site.settings, &edition.words)
}
