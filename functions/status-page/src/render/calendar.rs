//! Maintenance as a calendar to subscribe to (RFC 5545).

use super::feed::urn;
use super::maintenance::WindowView;
use super::site::Edition;
use callout_domain::calendar_lines::Lines;
use callout_domain::status::{MaintenancePhase, MaintenanceWindow};
use callout_public::clean;
use jiff::Timestamp;

/// The calendar.
pub(super) fn ics(edition: &Edition<'_>) -> String {
    let mut lines = Lines::default();
    let title = format!("{}: {}", clean(&edition.site.settings.title), edition.words.maintenance);
    lines.add("BEGIN", "VCALENDAR");
    lines.add("PRODID", "-//Callout//Maintenance//EN");
    lines.add("VERSION", "2.0");
    lines.add("CALSCALE", "GREGORIAN");
    lines.add("METHOD", "PUBLISH");
    lines.text("NAME", &title);
    lines.text("X-WR-CALNAME", &title);
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    lines.add("X-PUBLISHED-TTL", "PT1H");
    edition.site.document.maintenance.iter().for_each(|window| event(window, edition, &mut lines));
    lines.add("END", "VCALENDAR");
    lines.finish()
}

fn event(window: &MaintenanceWindow, edition: &Edition<'_>, lines: &mut Lines) {
    let view = WindowView::of(window, edition);
    let changed = window.updates.last().map_or(window.from, |update| update.at);
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &urn(&["maintenance", window.id.as_str()]));
    lines
        .add("SEQUENCE", &window.updates.last().map_or(0, |update| update.seq.saturating_sub(1)).to_string());
    lines.add("DTSTAMP", &utc(changed));
    lines.add("DTSTART", &utc(window.from));
    lines.add("DTEND", &utc(window.until));
    lines.text("SUMMARY", &view.title);
    let parts = [view.text.as_str(), view.components.as_str()];
    let description = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    lines.text("DESCRIPTION", &description);
    if !edition.site.address.is_empty() {
        lines.add("URL", &format!("{}{}", edition.site.address, view.page));
    }
    let is_off = window.phase() == MaintenancePhase::Cancelled;
    lines.add("STATUS", if is_off { "CANCELLED" } else { "CONFIRMED" });
    lines.add("TRANSP", "TRANSPARENT");
    lines.add("END", "VEVENT");
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
