//! The first page: what is broken now, the components, and what was.

use crate::render::bars::Bars;
use crate::render::frame::Frame;
use crate::render::maintenance::WindowView;
use crate::render::past::{Day, Past, by_end};
use crate::render::site::{Edition, component_page};
use crate::render::view::{IncidentView, Light};
use anyhow::Result;
use askama::Template;
use callout_domain::ids::ComponentName;
use callout_domain::incident::ComponentStatus;
use callout_domain::settings::Component;
use callout_domain::status::PublicIncident;
use callout_public::fill;
use callout_public::{Moment, clean};
use jiff::SignedDuration;

/// How far back the past incidents go (Statuspage).
const PAST_DAYS: i64 = 14;
/// The most past incidents, and as much maintenance, and the most updates per incident, so that the page stays small on the worst day; the pages of
/// incidents and months have all.
const PAST: usize = 20;
const UPDATES: usize = 12;

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    frame: Frame<'a>,
    overall: Light,
    changed: Moment,
    now: Moment,
    active: Vec<IncidentView>,
    windows: Vec<WindowView>,
    sections: Vec<Group>,
    past: Vec<Day>,
    /// Whether no incident is among it.
    is_calm: bool,
    calm: String,
}

/// A group of components, or one component without a group.
struct Group {
    title: Option<String>,
    light: Light,
    parts: Vec<Part>,
}

struct Part {
    title: String,
    description: Option<String>,
    page: String,
    light: Light,
    bars: Bars,
}

/// The page.
pub(in crate::render) fn index(edition: &Edition<'_>) -> Result<String> {
    let (site, words) = (edition.site, &edition.words);
    let shown = |incident: &PublicIncident| IncidentView::of(incident, edition, UPDATES);
    let age = SignedDuration::from_hours(24 * PAST_DAYS);
    let mut past = site.document.past(site.now, age);
    let mut worked_on = site.document.past_maintenance(site.now, age);
    // Each by itself, so that what happens every night hides no incident.
    past.truncate(PAST);
    worked_on.truncate(PAST);
    let overall = Light::overall(site, words);
    let index = Index {
        frame: Frame::of(edition, "index.html").pictured(overall.class, edition),
        overall,
        now: Moment(site.written),
        changed: Moment(site.document.changed_at().unwrap_or(site.written)),
        active: site.document.unresolved().map(shown).collect(),
        windows: windows(edition),
        sections: site.sections().iter().map(|section| group(section, edition)).collect(),
        is_calm: past.is_empty(),
        past: by_end(&past, &worked_on, UPDATES, edition),
        calm: fill(&words.no_incidents_days, &[&PAST_DAYS.to_string()]),
    };
    Ok(index.render()?)
}

/// Maintenance that goes on, then what is announced.
fn windows(edition: &Edition<'_>) -> Vec<WindowView> {
    let document = edition.site.document;
    let all = document.active_maintenance().chain(document.upcoming_maintenance());
    all.map(|window| WindowView::of(window, edition)).collect()
}

fn group(section: &crate::render::site::Section<'_>, edition: &Edition<'_>) -> Group {
    let document = edition.site.document;
    let worst = section
        .components
        .iter()
        .max_by_key(|(name, _)| (document.component(name), document.is_in_maintenance(name)));
    Group {
        title: section.group.map(|(_, title)| clean(title)),
        light: match worst {
            Some((name, _)) => Light::now(name, edition.site, &edition.words),
            None => Light::of(ComponentStatus::Operational, &edition.words),
        },
        parts: section.components.iter().map(|(name, component)| part(name, component, edition)).collect(),
    }
}

fn part(name: &ComponentName, component: &Component, edition: &Edition<'_>) -> Part {
    Part {
        title: clean(&component.title),
        description: component.description.as_deref().map(clean),
        page: component_page(name),
        light: Light::now(name, edition.site, &edition.words),
        bars: Bars::of(name, component, &edition.uptime(name), edition),
    }
}
