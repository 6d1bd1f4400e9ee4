//! The page of a maintenance window: what was announced and what became of it.

use crate::render::frame::Frame;
use crate::render::maintenance::WindowView;
use crate::render::site::{Edition, maintenance_page};
use anyhow::Result;
use askama::Template;
use callout_domain::status::MaintenanceWindow;

#[derive(Template)]
#[template(path = "maintenance.html")]
struct Page<'a> {
    frame: Frame<'a>,
    window: WindowView,
}

/// The page.
pub(in crate::render) fn maintenance(window: &MaintenanceWindow, edition: &Edition<'_>) -> Result<String> {
    let frame = Frame::of(edition, &maintenance_page(window.id.as_str())).pictured("maintenance", edition);
    Ok(Page { frame, window: WindowView::of(window, edition) }.render()?)
}
