//! Renders the page's files: a pure function of the documents, the settings and the time.
//!
//! No network and no third party: every file asks only for files beside it.

mod api;
mod badge;
mod bars;
mod calendar;
mod card;
mod entrance;
mod feed;
mod frame;
mod html;
mod maintenance;
mod object;
mod past;
mod plain;
mod robots;
mod site;
mod style;
mod view;

use anyhow::Result;
use callout_domain::ids::IncidentId;
use callout_domain::settings::LANGUAGES;
use callout_domain::status::{Audience, Month, PublicIncident, Uptimes};
use callout_ports::PageObject;
use callout_public::{ENGLISH, Words};
pub(crate) use entrance::FOLDER;
use feed::Feed;
use object::object;
pub use site::Site;
use site::{Edition, component_page, incident_page, maintenance_page, month_page};
use view::Light;

const HTML: &str = "text/html; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// All files of the page.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// What the front pages lead to; written before them, so that nobody follows a link to nothing.
    pub rest: Vec<PageObject>,
    /// The first page in each language.
    pub front: Vec<PageObject>,
}

impl Rendered {
    /// The paths of all files, from the root of the page.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.rest.iter().chain(&self.front).map(|object| object.key.as_str())
    }
}

/// The same, with what a page in a folder has beside its first page.
pub(crate) fn with_entrances(mut rendered: Rendered, page: &Audience) -> Rendered {
    let index = rendered.front.iter().find(|object| object.key == "index.html");
    let entrances = index.map(|index| entrance::entrances(index, page)).unwrap_or_default();
    rendered.front.extend(entrances);
    rendered
}

/// All files of an incident, in whatever languages the page has or had.
pub(crate) fn incident_files(id: &IncidentId) -> Vec<String> {
    let documents = ["", ".json"].map(|end| format!("api/v2/incidents/{id}{end}"));
    in_languages(&incident_page(id)).into_iter().chain(documents).collect()
}

/// All files of a maintenance window.
pub(crate) fn maintenance_files(id: &str) -> Vec<String> {
    in_languages(&maintenance_page(id))
}

/// All files of a month.
pub(crate) fn month_files(month: Month) -> Vec<String> {
    in_languages(&month_page(month))
}

fn in_languages(path: &str) -> Vec<String> {
    let others = LANGUAGES.iter().map(|code| format!("{code}/{path}"));
    [path.to_owned()].into_iter().chain(others).collect()
}

/// Renders all files of the page.
///
/// # Errors
/// A template or a document could not be rendered; that is a bug.
pub fn render(site: &Site<'_>) -> Result<Rendered> {
    let incidents = site.incidents();
    let uptimes = Uptimes::of(incidents.iter().copied(), site.window());
    let editions = editions(site, &uptimes)?;
    let english =
        Edition { words: Words::of(ENGLISH)?, folder: String::new(), ..edition(&editions, &uptimes, site) };
    let mut rest = shared(&incidents, &english)?;
    let mut front = Vec::new();
    for edition in &editions {
        rest.extend(pages(&incidents, edition)?);
        front.push(object(&format!("{}index.html", edition.folder), HTML, html::index(edition)?));
    }
    Ok(Rendered { rest, front })
}

/// Renders the first page in its first language.
///
/// # Errors
/// As [`render`].
pub fn first_page(site: &Site<'_>) -> Result<String> {
    let incidents = site.incidents();
    let uptimes = Uptimes::of(incidents.iter().copied(), site.window());
    html::index(&editions(site, &uptimes)?[0])
}

/// One edition for each language of the settings that there are words in; the first at the root.
fn editions<'a>(site: &'a Site<'a>, uptimes: &'a Uptimes<'a>) -> Result<Vec<Edition<'a>>> {
    let mut all: Vec<Words> =
        site.settings.languages.iter().filter_map(|code| Words::of(code).ok()).collect();
    if all.is_empty() {
        all.push(Words::of(ENGLISH)?);
    }
    let languages: Vec<_> = all.iter().map(|words| (words.code.clone(), words.name.clone())).collect();
    let edition = |(index, words): (usize, Words)| {
        let folder = if index == 0 { String::new() } else { format!("{}/", words.code) };
        Edition { site, words, folder, languages: languages.clone(), uptimes }
    };
    Ok(all.into_iter().enumerate().map(edition).collect())
}

fn edition<'a>(editions: &[Edition<'a>], uptimes: &'a Uptimes<'a>, site: &'a Site<'a>) -> Edition<'a> {
    let (words, languages) = (editions[0].words.clone(), editions[0].languages.clone());
    Edition { site, words, folder: String::new(), languages, uptimes }
}

/// What is the same in all languages: style, script, and what programs read, which is in English.
fn shared(incidents: &[&PublicIncident], english: &Edition<'_>) -> Result<Vec<PageObject>> {
    let site = english.site;
    let overall = Light::overall(site, &english.words);
    let feed = Feed::of_page(incidents, english)?;
    let mut objects = style::files(site);
    objects.extend(card::cards());
    objects.extend(api::documents(incidents, english)?);
    objects.push(object("favicon.svg", SVG, style::favicon(overall.colour())));
    objects.push(object("badge.svg", SVG, badge::badge(&site.settings.title, overall)?));
    objects.push(object("status.txt", "text/plain; charset=utf-8", plain::text(english)));
    objects.push(object("history.atom", ATOM, feed.atom()?));
    objects.push(object("maintenance.ics", "text/calendar; charset=utf-8", calendar::ics(english)));
    objects.push(object("history.rss", RSS, feed.rss()?));
    objects.push(object("feed.json", "application/feed+json; charset=utf-8", feed.json()?));
    objects.extend(site.is_listed.then(robots::robots));
    for (name, component) in site.components() {
        let page = component_page(name);
        let place = page.trim_end_matches(".html");
        let own: Vec<_> =
            incidents.iter().copied().filter(|one| one.ever_affected().contains(&name)).collect();
        let feed = Feed::of_component((name.as_str(), &component.title), &page, &own, english)?;
        let light = Light::now(name, site, &english.words);
        objects.push(object(&format!("{place}.atom"), ATOM, feed.atom()?));
        objects.push(object(&format!("{place}.rss"), RSS, feed.rss()?));
        objects.push(object(&format!("{place}.svg"), SVG, badge::badge(&component.title, light)?));
    }
    Ok(objects)
}

/// The pages of a language, without its first.
fn pages(incidents: &[&PublicIncident], edition: &Edition<'_>) -> Result<Vec<PageObject>> {
    let at = |path: &str, body: String| object(&format!("{}{path}", edition.folder), HTML, body);
    let mut objects = vec![at("history.html", html::history(edition)?)];
    for incident in incidents {
        objects.push(at(&incident_page(&incident.id), html::incident(incident, edition)?));
    }
    for (name, component) in edition.site.components() {
        objects.push(at(&component_page(name), html::component(name, component, incidents, edition)?));
    }
    for window in edition.site.maintenance() {
        objects.push(at(&maintenance_page(window.id.as_str()), html::maintenance(window, edition)?));
    }
    for month in edition.site.months.iter().filter(|month| month.version > 0) {
        objects.push(at(&month_page(month.month), html::month(month, edition)?));
    }
    Ok(objects)
}
