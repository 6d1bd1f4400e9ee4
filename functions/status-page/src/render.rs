//! Renders the page's files: a pure function of the document, the settings and the time.
//!
//! No network, no script, no third party: every file is self-contained.

mod api;
mod feed;
mod html;
mod object;
mod site;
mod view;
mod words;

use anyhow::Result;
use callout_ports::PageObject;
use object::object;
pub use site::Site;

/// Renders all files of the page.
///
/// # Errors
/// A template or a document could not be rendered; that is a bug.
pub fn render(site: &Site<'_>) -> Result<Vec<PageObject>> {
    let mut objects = api::documents(site)?;
    objects.push(object("history.atom", "application/atom+xml; charset=utf-8", feed::feed(site)?));
    objects.push(object("badge.svg", "image/svg+xml", html::badge(site)?));
    objects.push(object("index.html", "text/html; charset=utf-8", html::index(site)?));
    Ok(objects)
}
