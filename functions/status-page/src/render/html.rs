//! The HTML page and the badge.

use super::site::Site;
use super::view::IncidentView;
use super::words::{self, ImpactStyle, Moment};
use anyhow::Result;
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callout_domain::ids::ComponentName;
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::PublicIncident;
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

/// How far back the page goes (Statuspage).
const DAYS: i64 = 14;
/// The most past incidents, and the most updates per incident, on the page, so that it stays small on the worst
/// day; the feed and the documents have more.
const PAST: usize = 20;
const UPDATES: usize = 12;

const STYLE: &str = include_str!("../../templates/page.css");

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    policy: String,
    style: &'a str,
    title: String,
    home: Option<&'a str>,
    overall: ImpactStyle,
    updated: Moment,
    active: Vec<IncidentView>,
    components: Vec<Part>,
    past: Vec<Day>,
    days: i64,
}

struct Part {
    title: String,
    impact: ImpactStyle,
    words: &'static str,
}

struct Day {
    date: String,
    incidents: Vec<IncidentView>,
}

#[derive(Template)]
#[template(path = "badge.svg", escape = "html")]
struct Badge {
    title: String,
    overall: ImpactStyle,
    width: usize,
}

/// The page.
pub(super) fn index(site: &Site<'_>) -> Result<String> {
    let shown = |incident: &PublicIncident| IncidentView::of(incident, site, UPDATES);
    let index = Index {
        policy: policy(),
        style: STYLE,
        title: words::clean(&site.settings.title),
        home: site.settings.home.as_deref().filter(|home| home.starts_with("https://")),
        overall: ImpactStyle(site.document.indicator()),
        updated: Moment(site.now),
        active: site.document.unresolved().map(shown).collect(),
        components: parts(site),
        past: days(site.document.past(site.now, SignedDuration::from_hours(24 * DAYS)).take(PAST).map(shown)),
        days: DAYS,
    };
    Ok(index.render()?)
}

/// The overall status as an image, for other pages.
pub(super) fn badge(site: &Site<'_>) -> Result<String> {
    let overall = ImpactStyle(site.document.indicator());
    // A character of 11-pixel Verdana is about 7 pixels wide.
    let width = overall.words().len() * 7 + 16;
    Ok(Badge { title: words::clean(&site.settings.title), overall, width }.render()?)
}

/// The content security policy: only the page's own style and icon, whatever its text contains.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn parts(site: &Site<'_>) -> Vec<Part> {
    let part = |name: &ComponentName| {
        let status = site.document.component(name);
        let title = site.settings.components.get(name).map_or(name.as_str(), |component| &component.title);
        Part { title: words::clean(title), impact: status.into(), words: words::component(status) }
    };
    in_order(site.settings).into_iter().map(part).collect()
}

/// The components in the order of the page.
pub(super) fn in_order(settings: &StatusPageSettings) -> Vec<&ComponentName> {
    let mut names: Vec<_> = settings.components.iter().collect();
    names.sort_by_key(|(_, component)| component.order);
    names.into_iter().map(|(name, _)| name).collect()
}

/// Incidents, newest first, by the day on which they began.
fn days(incidents: impl Iterator<Item = IncidentView>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for incident in incidents {
        let date = incident.started.day();
        match days.last_mut() {
            Some(day) if day.date == date => day.incidents.push(incident),
            _ => days.push(Day { date, incidents: vec![incident] }),
        }
    }
    days
}
