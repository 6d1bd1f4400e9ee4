//! The Atom feed: one entry per incident, updated with every update. IDs never change, so that a reader shows an
//! incident once.

use super::site::Site;
use super::view::{IncidentView, UpdateView};
use super::words::{self, Moment};
use anyhow::Result;
use askama::Template;
use callout_domain::ids::{digest, hex};
use callout_domain::status::PublicIncident;

#[derive(Template)]
#[template(path = "history.xml", escape = "html")]
struct Feed<'a> {
    id: String,
    title: String,
    updated: Moment,
    address: &'a str,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    updated: Moment,
    content: String,
    shown: IncidentView,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct Content<'a> {
    updates: &'a [UpdateView],
}

/// The feed.
pub(super) fn feed(site: &Site<'_>) -> Result<String> {
    let entries = site.document.incidents.iter().map(|incident| entry(incident, site));
    let entries = entries.collect::<Result<Vec<_>>>()?;
    let latest = entries.iter().map(|entry| entry.updated.0).max().unwrap_or(site.now);
    let title = words::clean(&site.settings.title);
    let id = urn(&["status page", site.address]);
    Ok(Feed { id, title, updated: Moment(latest), address: site.address, entries }.render()?)
}

fn entry(incident: &PublicIncident, site: &Site<'_>) -> Result<Entry> {
    let shown = IncidentView::of(incident, site, usize::MAX);
    let updated = shown.last().map_or(shown.started, |update| update.at);
    let content = Content { updates: &shown.updates }.render()?;
    Ok(Entry { id: urn(&["incident", incident.id.as_str()]), updated, content, shown })
}

/// A unique ID that never changes: a UUID made of a digest (RFC 9562, version 8).
fn urn(parts: &[&str]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest(parts)[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    format!("urn:uuid:{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}
