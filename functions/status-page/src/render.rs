//! The page's files from its document: a pure function of what was said, the settings and the time.
//!
//! No network, no script, no third party: every file stands alone.

mod api;
mod feed;
mod html;
mod view;
mod words;

use anyhow::Result;
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::PageDocument;
use callout_ports::PageObject;
use jiff::Timestamp;

/// Everything the page is rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// What the operator decided.
    pub settings: &'a StatusPageSettings,
    /// What was said.
    pub document: &'a PageDocument,
    /// Where customers read the page, ending in a slash; empty if unknown.
    pub address: &'a str,
    /// When it is rendered.
    pub now: Timestamp,
}

/// All files of the page.
///
/// # Errors
/// A template or a document could not be written; that is a bug.
pub fn render(site: &Site<'_>) -> Result<Vec<PageObject>> {
    let mut objects = api::documents(site)?;
    objects.push(object("history.atom", "application/atom+xml; charset=utf-8", feed::feed(site)?));
    objects.push(object("badge.svg", "image/svg+xml", html::badge(site)?));
    objects.push(object("index.html", "text/html; charset=utf-8", html::index(site)?));
    Ok(objects)
}

fn object(key: &str, content_type: &'static str, text: String) -> PageObject {
    PageObject { key: key.to_owned(), content_type, body: text.into_bytes() }
}
