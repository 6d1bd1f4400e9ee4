//! The JSON documents, in the shapes and under the paths of Statuspage's public API, version 2.

mod shapes;

use super::object::object;
use super::site::{Edition, Site, incident_page, maintenance_page};
use super::view::title;
use anyhow::Result;
use callout_domain::ids::{ComponentName, digest, hex};
use callout_domain::incident::{ComponentStatus, Impact, Phase, StatusUpdate};
use callout_domain::status::{MaintenancePhase, MaintenanceWindow, PublicIncident};
use callout_ports::PageObject;
use callout_public::{Moment, clean, maintenance_status, maintenance_text};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};
use shapes::{Affected, Component, Incident, Maintenance, Page, Status, Update, WindowUpdate};

/// The most incidents of a list (Statuspage).
const NEWEST: usize = 50;

/// All public documents, each with and without `.json`: clients ask for both.
pub(super) fn documents(incidents: &[&PublicIncident], english: &Edition<'_>) -> Result<Vec<PageObject>> {
    let site = english.site;
    let page = page(site);
    let components = components(site);
    let all: Vec<_> = incidents.iter().map(|one| incident(english, one)).collect();
    let stands = incidents.iter().zip(&all).filter(|(one, _)| !one.is_withdrawn());
    let newest: Vec<_> = stands.map(|(_, shown)| shown).take(NEWEST).collect();
    let unresolved: Vec<_> = site.document.unresolved().map(|it| incident(english, it)).collect();
    let status = status(english);
    let windows: Vec<_> =
        site.document.maintenance.iter().map(|it| (it.phase(), window(english, it))).collect();
    let of = |wanted: &[MaintenancePhase]| -> Vec<&Maintenance> {
        windows.iter().filter(|(phase, _)| wanted.contains(phase)).map(|(_, window)| window).collect()
    };
    let upcoming = of(&[MaintenancePhase::Scheduled]);
    let active = of(&[MaintenancePhase::InProgress]);
    let ahead = of(&[MaintenancePhase::Scheduled, MaintenancePhase::InProgress]);
    let scheduled: Vec<&Maintenance> = windows.iter().take(NEWEST).map(|(_, window)| window).collect();
    let documents = [
        (
            "summary",
            json!({ "page": page, "components": components, "incidents": unresolved,
            "scheduled_maintenances": ahead, "status": status }),
        ),
        ("status", json!({ "page": page, "status": status })),
        ("components", json!({ "page": page, "components": components })),
        ("incidents", json!({ "page": page, "incidents": newest })),
        ("incidents/unresolved", json!({ "page": page, "incidents": unresolved })),
        ("scheduled-maintenances", json!({ "page": page, "scheduled_maintenances": scheduled })),
        ("scheduled-maintenances/upcoming", json!({ "page": page, "scheduled_maintenances": upcoming })),
        ("scheduled-maintenances/active", json!({ "page": page, "scheduled_maintenances": active })),
    ];
    let mut files = Vec::new();
    for (name, document) in &documents {
        files.extend(both(name, document)?);
    }
    // Without the page's time: the document of an incident that is over never changes again.
    for one in &all {
        files.extend(both(&format!("incidents/{}", one.id), &json!({ "incident": one }))?);
    }
    Ok(files)
}

/// The page's status: Statuspage's own label, whatever is open, since tools compare it.
fn status<'a>(english: &'a Edition<'_>) -> Status<'a> {
    let document = english.site.document;
    let indicator = document.indicator();
    let worked_on = document.active_maintenance().next().is_some();
    match indicator {
        Impact::None if worked_on && document.unresolved().next().is_none() => {
            Status { indicator: json!("maintenance"), description: english.words.page_in_maintenance() }
        }
        _ => Status { indicator: json!(indicator), description: english.words.overall(indicator, false) },
    }
}

fn window(english: &Edition<'_>, window: &MaintenanceWindow) -> Maintenance {
    let site = english.site;
    let at = |phase: MaintenancePhase| {
        let update = window.updates.iter().find(|update| update.phase == phase);
        update.map(|update| Moment(update.at).millis())
    };
    let created = window.updates.first().map_or(window.from, |update| update.at);
    let said = window.updates.iter().rev().map(|update| {
        let at = Moment(update.at).millis();
        WindowUpdate {
            id: format!("{}-{}", window.id, update.seq),
            status: maintenance_status(update.phase),
            body: maintenance_text(window, update, &english.words),
            incident_id: window.id.to_string(),
            created_at: at.clone(),
            updated_at: at.clone(),
            display_at: at,
            affected_components: None,
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
        }
    });
    Maintenance {
        id: window.id.to_string(),
        name: clean(window.title_in(&english.words.code)),
        status: maintenance_status(window.phase()),
        created_at: Moment(created).millis(),
        updated_at: Moment(window.updates.last().map_or(created, |update| update.at)).millis(),
        monitoring_at: None,
        resolved_at: at(MaintenancePhase::Completed).or_else(|| at(MaintenancePhase::Cancelled)),
        impact: "maintenance",
        shortlink: format!("{}{}", site.address, maintenance_page(window.id.as_str())),
        started_at: Moment(created).millis(),
        page_id: page_id(site),
        incident_updates: said.collect(),
        components: known(site, &window.components)
            .zip(1..)
            .map(|(name, at)| component(site, name, at))
            .collect(),
        scheduled_for: Moment(window.from).millis(),
        scheduled_until: Moment(window.until).millis(),
    }
}

/// A component's status; Statuspage's word for what is worked on, unless an incident says something worse.
fn component_status(site: &Site<'_>, name: &ComponentName) -> Value {
    match site.document.component(name) {
        ComponentStatus::Operational if site.document.is_in_maintenance(name) => json!("under_maintenance"),
        status => json!(status),
    }
}

fn both(name: &str, document: &impl Serialize) -> Result<[PageObject; 2]> {
    let text = serde_json::to_string(document)?;
    let file = |path: String| object(&path, "application/json; charset=utf-8", text.clone());
    Ok([file(format!("api/v2/{name}.json")), file(format!("api/v2/{name}"))])
}

/// Groups, each before its components, in the order of the page.
fn components(site: &Site<'_>) -> Vec<Component> {
    let mut all = Vec::new();
    let mut position = 0;
    for section in site.sections() {
        position += 1;
        let group = section.group.map(|(key, _)| group_id(key));
        if let Some((key, title)) = section.group {
            let document = site.document;
            let worst = section.components.iter();
            let worst =
                worst.max_by_key(|(name, _)| (document.component(name), document.is_in_maintenance(name)));
            let first = section.components[0].0;
            all.push(Component {
                id: group_id(key),
                name: clean(title),
                status: worst
                    .map_or(json!(ComponentStatus::Operational), |(name, _)| component_status(site, name)),
                group: true,
                showcase: false,
                components: Some(section.components.iter().map(|(name, _)| name.to_string()).collect()),
                ..component(site, first, position)
            });
        }
        for ((name, _), at) in section.components.iter().zip(1..) {
            let place = if group.is_some() { at } else { position };
            all.push(Component { group_id: group.clone(), ..component(site, name, place) });
        }
    }
    all
}

fn group_id(key: &str) -> String {
    format!("group-{}", callout_public::slug(key))
}

fn page(site: &Site<'_>) -> Page {
    Page {
        id: page_id(site),
        name: clean(&site.settings.title),
        url: site.address.to_owned(),
        time_zone: "Etc/UTC",
        updated_at: Moment(changed_at(site)).millis(),
    }
}

/// When the page changed last: not now, or every document would be another one each time.
fn changed_at(site: &Site<'_>) -> Timestamp {
    site.document.changed_at().unwrap_or(site.written)
}

fn page_id(site: &Site<'_>) -> String {
    hex(&digest(&["status page", site.address])[..6])
}

fn component(site: &Site<'_>, name: &ComponentName, position: i32) -> Component {
    let mut updates = site.document.incidents.iter().flat_map(|incident| &incident.updates);
    let touched =
        updates.by_ref().filter(|update| update.components.contains(name)).map(|update| update.at).max();
    let known = site.settings.components.get(name);
    let since = site.document.watched_since(name, site.settings);
    let midnight = since.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    let created = midnight.map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
    Component {
        id: name.to_string(),
        name: component_title(site, name),
        status: component_status(site, name),
        created_at: Moment(created).millis(),
        updated_at: Moment(touched.unwrap_or(created)).millis(),
        position,
        description: known.and_then(|component| component.description.as_deref()).map(clean),
        showcase: true,
        start_date: since.map(|day| day.to_string()),
        group_id: None,
        page_id: page_id(site),
        group: false,
        only_show_if_degraded: false,
        components: None,
    }
}

fn component_title(site: &Site<'_>, name: &ComponentName) -> String {
    let known = site.settings.components.get(name);
    clean(known.map_or(name.as_str(), |component| &component.title))
}

fn incident(english: &Edition<'_>, incident: &PublicIncident) -> Incident {
    let site = english.site;
    let first = |phase: Phase| incident.standing().find(|update| update.phase == phase);
    let latest = incident.latest();
    Incident {
        id: incident.id.to_string(),
        name: title(incident, english),
        status: latest.map_or(Phase::Resolved, |update| update.phase),
        created_at: Moment(incident.updates.first().map_or(incident.started_at, |update| update.at)).millis(),
        updated_at: Moment(incident.changed_at()).millis(),
        monitoring_at: first(Phase::Monitoring).map(|update| Moment(update.at).millis()),
        // What was withdrawn is over since then.
        resolved_at: incident
            .resolved_at()
            .or(incident.is_withdrawn().then(|| incident.changed_at()))
            .map(|at| Moment(at).millis()),
        impact: incident.impact(),
        shortlink: format!("{}{}", site.address, incident_page(&incident.id)),
        started_at: Moment(incident.started_at).millis(),
        page_id: page_id(site),
        incident_updates: updates(site, incident),
        components: known(site, incident.components())
            .zip(1..)
            .map(|(name, at)| component(site, name, at))
            .collect(),
    }
}

/// The components that the page has: a name of the settings is not for customers.
fn known<'a>(site: &'a Site<'_>, names: &'a [ComponentName]) -> impl Iterator<Item = &'a ComponentName> {
    names.iter().filter(|name| site.settings.components.contains_key(*name))
}

/// Updates, newest first, each with the components it changed; none that was withdrawn, since clients take the first.
fn updates(site: &Site<'_>, incident: &PublicIncident) -> Vec<Update> {
    let before = std::iter::once(None).chain(incident.standing().map(Some));
    let rendered =
        incident.standing().zip(before).map(|(current, before)| update(site, incident, current, before));
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
        old_status: before.map_or(ComponentStatus::Operational, |before| before.status_of(name)),
        new_status: current.status_of(name),
    };
    Update {
        id: format!("{}-{}", incident.id, current.seq),
        status: current.phase,
        body: clean(&current.text),
        incident_id: incident.id.to_string(),
        created_at: at.clone(),
        updated_at: current.changed.map_or(at.clone(), |change| Moment(change.at).millis()),
        display_at: at,
        affected_components: known(site, &current.components).map(affected).collect(),
        deliver_notifications: true,
        custom_tweet: None,
        tweet_id: None,
    }
}
