//! The page of an incident: all that customers were told.

use crate::render::frame::Frame;
use crate::render::site::{Edition, component_page, incident_page};
use crate::render::view::{IncidentView, Light};
use anyhow::Result;
use askama::Template;
use callout_domain::ids::ComponentName;
use callout_domain::incident::StatusUpdate;
use callout_domain::status::PublicIncident;
use callout_public::clean;

#[derive(Template)]
#[template(path = "incident.html")]
struct Page<'a> {
    frame: Frame<'a>,
    incident: IncidentView,
    components: Vec<Affected>,
}

/// A component with the worst that was said of it, or what is said now.
struct Affected {
    title: String,
    page: String,
    light: Light,
}

/// The page.
pub(in crate::render) fn incident(incident: &PublicIncident, edition: &Edition<'_>) -> Result<String> {
    let view = IncidentView::of(incident, edition, usize::MAX);
    let page = Page {
        // A link to what is over says that it is.
        frame: Frame::of(edition, &incident_page(&incident.id))
            .pictured(if incident.is_resolved() { "none" } else { view.class }, edition),
        components: incident
            .ever_affected()
            .iter()
            .filter_map(|name| affected(name, incident, edition))
            .collect(),
        incident: view,
    };
    Ok(page.render()?)
}

/// `None` if the page no longer has it.
fn affected(name: &ComponentName, incident: &PublicIncident, edition: &Edition<'_>) -> Option<Affected> {
    let component = edition.site.settings.components.get(name)?;
    let said = |update: &StatusUpdate| update.status_of(name);
    let status = match incident.latest() {
        Some(update) if !update.phase.is_over() => Some(said(update)),
        _ => incident.standing().map(said).max(),
    };
    Some(Affected {
        title: clean(&component.title),
        page: component_page(name),
        light: Light::of(
            status.unwrap_or(callout_domain::incident::ComponentStatus::Operational),
            &edition.words,
        ),
    })
}
