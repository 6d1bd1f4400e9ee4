//! The feeds of the page and of each component, as Atom, RSS and JSON Feed: one entry for each incident and maintenance window, updated with every
//! update. IDs never change, so that a reader shows an incident once.

use super::maintenance::WindowView;
use super::site::{Edition, incident_page};
use super::view::{IncidentView, UpdateView};
use anyhow::Result;
use askama::Template;
use callout_domain::ids::{digest, hex};
use callout_domain::status::{MaintenanceUpdate, MaintenanceWindow, PublicIncident};
use callout_public::{Moment, clean};
use serde_json::{Value, json};

/// The most entries of a feed (Statuspage: the newest fifty in the lists).
const ENTRIES: usize = 50;

/// A feed before it is written in one of the formats.
pub(super) struct Feed {
    id: String,
    title: String,
    updated: Moment,
    /// Where the feed itself lies without its ending, from the root of the page.
    place: String,
    /// What people read instead, from the root of the page.
    page: String,
    address: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    started: Moment,
    updated: Moment,
    page: String,
    content: String,
}

#[derive(Template)]
#[template(path = "atom.xml", escape = "html")]
struct Atom<'a> {
    feed: &'a Feed,
}

#[derive(Template)]
#[template(path = "rss.xml", escape = "html")]
struct Rss<'a> {
    feed: &'a Feed,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct Content<'a> {
    updates: &'a [UpdateView],
    edition: &'a Edition<'a>,
}

impl Feed {
    /// The feed of the whole page.
    pub(super) fn of_page(incidents: &[&PublicIncident], edition: &Edition<'_>) -> Result<Self> {
        let id = urn(&["status page", edition.site.address]);
        let title = clean(&edition.site.settings.title);
        let windows = edition.site.document.maintenance.iter();
        Self::of(id, title, ("history", "index.html"), (incidents, windows), edition)
    }

    /// The feed of a component, whose page is at `page`.
    pub(super) fn of_component(
        (name, title): (&str, &str),
        page: &str,
        incidents: &[&PublicIncident],
        edition: &Edition<'_>,
    ) -> Result<Self> {
        let id = urn(&["component", edition.site.address, name]);
        let title = format!("{}: {}", clean(&edition.site.settings.title), clean(title));
        let place = page.trim_end_matches(".html");
        let is_of = |window: &&MaintenanceWindow| window.components.iter().any(|it| it.as_str() == name);
        let windows = edition.site.document.maintenance.iter().filter(is_of);
        Self::of(id, title, (place, page), (incidents, windows), edition)
    }

    fn of<'a>(
        id: String,
        title: String,
        (place, page): (&str, &str),
        (incidents, windows): (&[&PublicIncident], impl Iterator<Item = &'a MaintenanceWindow>),
        edition: &Edition<'_>,
    ) -> Result<Self> {
        let newest = incidents.iter().take(ENTRIES).map(|incident| Entry::of(incident, edition));
        let windows = windows.take(ENTRIES).map(|window| Entry::of_window(window, edition));
        let mut entries = newest.chain(windows).collect::<Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.started.0));
        entries.truncate(ENTRIES);
        let updated =
            Moment(entries.iter().map(|entry| entry.updated.0).max().unwrap_or(edition.site.written));
        let address = edition.site.address.to_owned();
        Ok(Self { id, title, updated, place: place.to_owned(), page: page.to_owned(), address, entries })
    }

    /// Atom (RFC 4287).
    pub(super) fn atom(&self) -> Result<String> {
        Ok(Atom { feed: self }.render()?)
    }

    /// RSS 2.0.
    pub(super) fn rss(&self) -> Result<String> {
        Ok(Rss { feed: self }.render()?)
    }

    /// JSON Feed 1.1.
    pub(super) fn json(&self) -> Result<String> {
        let item = |entry: &Entry| {
            json!({
                "id": entry.id, "url": format!("{}{}", self.address, entry.page), "title": entry.title,
                "content_html": entry.content, "date_published": entry.started.iso(), "date_modified": entry.updated.iso(),
            })
        };
        let items: Vec<Value> = self.entries.iter().map(item).collect();
        Ok(serde_json::to_string(&json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title,
            "home_page_url": format!("{}{}", self.address, self.page),
            "feed_url": format!("{}feed.json", self.address), "items": items,
        }))?)
    }
}

impl Entry {
    fn of(incident: &PublicIncident, edition: &Edition<'_>) -> Result<Self> {
        let shown = IncidentView::of(incident, edition, usize::MAX);
        let updated = Moment(incident.changed_at());
        let content = Content { updates: &shown.updates, edition }.render()?;
        let (id, page) = (urn(&["incident", incident.id.as_str()]), incident_page(&incident.id));
        Ok(Self { id, title: shown.title, started: shown.started, updated, page, content })
    }
}

impl Entry {
    /// Maintenance: from its announcement on, updated as it begins, moves and ends.
    fn of_window(window: &MaintenanceWindow, edition: &Edition<'_>) -> Result<Self> {
        let shown = WindowView::of(window, edition);
        let content = Content { updates: &shown.updates, edition }.render()?;
        let (id, page) = (urn(&["maintenance", window.id.as_str()]), shown.page);
        let said =
            |update: Option<&MaintenanceUpdate>| Moment(update.map_or(window.from, |update| update.at));
        let (started, updated) = (said(window.updates.first()), said(window.updates.last()));
        Ok(Self { id, title: shown.title, started, updated, page, content })
    }
}

/// A unique ID that never changes: a UUID made of a digest (RFC 9562, version 8).
pub(super) fn urn(parts: &[&str]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(parts)[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    format!("urn:uuid:{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}
