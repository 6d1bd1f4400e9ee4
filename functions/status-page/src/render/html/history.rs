//! What was: the list of months, and each month.

use crate::render::frame::Frame;
use crate::render::past::{Past, by_beginning};
use crate::render::site::{Edition, month_page};
use anyhow::Result;
use askama::Template;
use callout_domain::status::{Month, MonthDocument};

#[derive(Template)]
#[template(path = "history.html")]
struct History<'a> {
    frame: Frame<'a>,
    months: Vec<Place>,
}

#[derive(Template)]
#[template(path = "month.html")]
struct Page<'a> {
    frame: Frame<'a>,
    title: String,
    count: String,
    past: Vec<Past>,
    /// Whether no incident is among it.
    is_calm: bool,
    older: Option<Place>,
    newer: Option<Place>,
}

/// A month's page, from the root of the language.
struct Place {
    title: String,
    page: String,
}

/// The list of months with incidents or maintenance, the latest first.
pub(in crate::render) fn history(edition: &Edition<'_>) -> Result<String> {
    let months = edition.site.document.months.iter().rev();
    let months = months.map(|month| place(*month, edition)).collect();
    Ok(History { frame: Frame::of(edition, "history.html"), months }.render()?)
}

/// A month.
pub(in crate::render) fn month(document: &MonthDocument, edition: &Edition<'_>) -> Result<String> {
    let months = &edition.site.document.months;
    let at = document.month;
    let incidents: Vec<_> = document.incidents.iter().filter(|one| !one.is_withdrawn()).collect();
    let page = Page {
        frame: Frame::of(edition, &month_page(at)),
        title: edition.words.month(at.first_day()),
        count: edition.words.incidents(incidents.len()),
        is_calm: incidents.is_empty(),
        past: by_beginning(&incidents, &edition.site.maintenance_of(document), edition),
        older: months.range(..at).next_back().map(|month| place(*month, edition)),
        newer: months.range(at..).nth(1).map(|month| place(*month, edition)),
    };
    Ok(page.render()?)
}

fn place(month: Month, edition: &Edition<'_>) -> Place {
    Place { title: edition.words.month(month.first_day()), page: month_page(month) }
}
