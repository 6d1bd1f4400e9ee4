//! The page of a component: how it is, its ninety days, and its incidents.

use crate::render::bars::Bars;
use crate::render::frame::Frame;
use crate::render::site::{DAYS, Edition, component_page};
use crate::render::view::{IncidentView, Light};
use anyhow::Result;
use askama::Template;
use callout_domain::ids::ComponentName;
use callout_domain::settings::Component;
use callout_domain::status::{DayUptime, PublicIncident};
use callout_public::clean;
use callout_public::fill;
use jiff::SignedDuration;

#[derive(Template)]
#[template(path = "component.html")]
struct Page<'a> {
    frame: Frame<'a>,
    title: String,
    description: Option<String>,
    light: Light,
    bars: Bars,
    days_ago: String,
    calm: String,
    days: Vec<Row>,
    incidents: Vec<IncidentView>,
}

/// A day in the table.
struct Row {
    date: String,
    light: Light,
    share: String,
    lasted: String,
}

/// The page.
pub(in crate::render) fn component(
    name: &ComponentName,
    component: &Component,
    incidents: &[&PublicIncident],
    edition: &Edition<'_>,
) -> Result<String> {
    let uptime = edition.uptime(name);
    let begins = edition.site.window().begins_at();
    let of_days = |one: &&&PublicIncident| {
        one.ever_affected().contains(&name) && one.resolved_at().is_none_or(|at| at >= begins)
    };
    let light = Light::now(name, edition.site, &edition.words);
    let page = Page {
        frame: Frame::of(edition, &component_page(name)).pictured(light.class, edition),
        title: clean(&component.title),
        description: component.description.as_deref().map(clean),
        light,
        bars: Bars::of(name, component, &uptime, edition),
        days_ago: fill(&edition.words.days_ago, &[&DAYS.to_string()]),
        calm: fill(&edition.words.no_incidents_days, &[&DAYS.to_string()]),
        days: uptime.days.iter().rev().filter_map(|day| row(day, edition)).collect(),
        incidents: incidents.iter().filter(of_days).map(|one| IncidentView::of(one, edition, 1)).collect(),
    };
    Ok(page.render()?)
}

/// A day that somebody watched.
fn row(day: &DayUptime, edition: &Edition<'_>) -> Option<Row> {
    let (worst, share) = (day.worst()?, day.share()?);
    let bad = day.degraded + day.partial + day.major;
    Some(Row {
        date: edition.words.date(day.date),
        light: Light::of(worst, &edition.words),
        share: edition.words.share(share),
        lasted: if bad == 0 { String::new() } else { edition.words.length(SignedDuration::from_secs(bad)) },
    })
}
