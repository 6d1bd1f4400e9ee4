//! The JSON documents, in the shapes and under the paths of Statuspage's public API, version 2.

mod shapes;

use super::html::in_order;
use super::object::object;
use super::site::Site;
use super::words::{ImpactStyle, Moment, clean};
use anyhow::Result;
use callout_domain::ids::{ComponentName, digest, hex};
use callout_domain::incident::{Phase, StatusUpdate};
use callout_domain::status::{ComponentStatus, PublicIncident, public_title};
use callout_ports::PageObject;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use shapes::{Affected, Component, Incident, Page, Status, Update};

/// The eight public documents.
pub(super) fn documents(site: &Site<'_>) -> Result<Vec<PageObject>> {
    let page = page(site);
    let components: Vec<_> =
        in_order(site.settings).into_iter().zip(1..).map(|(name, at)| component(site, name, at)).collect();
    let unresolved: Vec<_> = site.document.unresolved().map(|it| incident(site, it)).collect();
    let incidents: Vec<_> = site.document.incidents.iter().map(|it| incident(site, it)).collect();
    let overall = ImpactStyle(site.document.indicator());
    let status = Status { indicator: overall.0, description: overall.words() };
    // Maintenance cannot be published yet; clients expect the arrays anyway.
    let none: [Value; 0] = [];
    let all = [
        (
            "summary",
            json!({ "page": page, "components": components, "incidents": unresolved,
            "scheduled_maintenances": none, "status": status }),
        ),
        ("status", json!({ "page": page, "status": status })),
        ("components", json!({ "page": page, "components": components })),
        ("incidents", json!({ "page": page, "incidents": incidents })),
        ("incidents/unresolved", json!({ "page": page, "incidents": unresolved })),
        ("scheduled-maintenances", json!({ "page": page, "scheduled_maintenances": none })),
        ("scheduled-maintenances/upcoming", json!({ "page": page, "scheduled_maintenances": none })),
        ("scheduled-maintenances/active", json!({ "page": page, "scheduled_maintenances": none })),
    ];
    all.iter().map(|(name, document)| file(name, document)).collect()
}

fn file(name: &str, document: &impl Serialize) -> Result<PageObject> {
    let text = serde_json::to_string(document)?;
    Ok(object(&format!("api/v2/{name}.json"), "application/json; charset=utf-8", text))
}

fn page(site: &Site<'_>) -> Page {
    Page {
        id: page_id(site),
        name: clean(&site.settings.title),
        url: site.address.to_owned(),
        time_zone: "Etc/UTC",
        updated_at: Moment(site.now).millis(),
    }
}

fn page_id(site: &Site<'_>) -> String {
    hex(&digest(&["status page", site.address])[..6])
}

fn component(site: &Site<'_>, name: &ComponentName, position: i32) -> Component {
    let mut updates = site.document.incidents.iter().flat_map(|incident| &incident.updates);
    let touched =
        updates.by_ref().filter(|update| update.components.contains(name)).map(|update| update.at).max();
    Component {
        id: name.to_string(),
        name: component_title(site, name),
        status: site.document.component(name),
        // The settings do not record since when a component is shown; a constant is better than a guess that changes.
        created_at: Moment(Timestamp::UNIX_EPOCH).millis(),
        updated_at: Moment(touched.unwrap_or(Timestamp::UNIX_EPOCH)).millis(),
        position,
        description: None,
        showcase: true,
        start_date: None,
        group_id: None,
        page_id: page_id(site),
        group: false,
        only_show_if_degraded: false,
    }
}

fn component_title(site: &Site<'_>, name: &ComponentName) -> String {
    let known = site.settings.components.get(name);
    clean(known.map_or(name.as_str(), |component| &component.title))
}

fn incident(site: &Site<'_>, incident: &PublicIncident) -> Incident {
    let first = |phase: Phase| incident.updates.iter().find(|update| update.phase == phase);
    let latest = incident.latest();
    let resolved = latest.filter(|update| update.phase == Phase::Resolved);
    let names = latest.map(|update| update.components.as_slice()).unwrap_or_default();
    Incident {
        id: incident.id.to_string(),
        name: clean(&public_title(incident, site.settings)),
        status: latest.map_or(Phase::Resolved, |update| update.phase),
        created_at: Moment(incident.updates.first().map_or(incident.started_at, |update| update.at)).millis(),
        updated_at: Moment(latest.map_or(incident.started_at, |update| update.at)).millis(),
        monitoring_at: first(Phase::Monitoring).map(|update| Moment(update.at).millis()),
        resolved_at: resolved.map(|update| Moment(update.at).millis()),
        impact: incident.impact(),
        shortlink: format!("{}#{}", site.address, incident.id),
        started_at: Moment(incident.started_at).millis(),
        page_id: page_id(site),
        incident_updates: updates(site, incident),
        components: names.iter().zip(1..).map(|(name, at)| component(site, name, at)).collect(),
    }
}

/// Updates, newest first, each with the components it changed.
fn updates(site: &Site<'_>, incident: &PublicIncident) -> Vec<Update> {
    let before = std::iter::once(None).chain(incident.updates.iter().map(Some));
    let rendered =
        incident.updates.iter().zip(before).map(|(current, before)| update(site, incident, current, before));
    let mut updates: Vec<Update> = rendered.collect();
    updates.reverse();
    updates
}

fn update(
    site: &Site<'_>,
    incident: &PublicIncident,
    current: &StatusUpdate,
    before: Option<&StatusUpdate>,
) -> Update {
    let at = Moment(current.at).millis();
    let affected = |name: &ComponentName| Affected {
        code: name.to_string(),
        name: component_title(site, name),
        old_status: before.map_or(ComponentStatus::Operational, |before| state_after(before, name)),
        new_status: state_after(current, name),
    };
    Update {
        id: format!("{}-{}", incident.id, current.seq),
        status: current.phase,
        body: clean(&current.text),
        incident_id: incident.id.to_string(),
        created_at: at.clone(),
        updated_at: at.clone(),
        display_at: at,
        affected_components: current.components.iter().map(affected).collect(),
        deliver_notifications: true,
        custom_tweet: None,
        tweet_id: None,
    }
}

/// A component's status after an update: resolving resets all components (Statuspage).
fn state_after(update: &StatusUpdate, name: &ComponentName) -> ComponentStatus {
    match update.phase {
        Phase::Resolved => ComponentStatus::Operational,
        _ if update.components.contains(name) => update.impact.into(),
        _ => ComponentStatus::Operational,
    }
}
