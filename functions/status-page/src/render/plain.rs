//! The status as plain text, for `curl`.

use super::site::Edition;
use super::view::{IncidentView, Light};
use callout_public::{Moment, clean};
use std::fmt::Write as _;

/// The whole page in a screen of text.
pub(super) fn text(edition: &Edition<'_>) -> String {
    let (site, words) = (edition.site, &edition.words);
    let mut text = format!("{}: {}\n", clean(&site.settings.title), Light::overall(site, words).words);
    let components = site.components();
    let width = components.iter().map(|(_, one)| one.title.chars().count()).max().unwrap_or_default();
    text.push('\n');
    for (name, component) in components {
        let light = Light::now(name, site, words);
        let _ = writeln!(text, "{:width$}  {}", line(&component.title), light.words);
    }
    for incident in site.document.unresolved() {
        let shown = IncidentView::of(incident, edition, 1);
        let _ =
            write!(text, "\n{} (since {})\n", line(&shown.title), Moment(incident.started_at).said(words));
        if let Some(last) = &shown.last {
            let _ = writeln!(text, "  {} {}: {}", last.at.said(words), last.phase, line(&last.text));
        }
    }
    for window in site.document.active_maintenance().chain(site.document.upcoming_maintenance()) {
        let (from, until) = (Moment(window.from).said(words), Moment(window.until).said(words));
        let phase = words.maintenance_phase(window.phase());
        let _ = write!(text, "\n{phase}: {} ({from} to {until})\n", line(window.title_in(&words.code)));
    }
    if !site.address.is_empty() {
        let _ = write!(text, "\n{}\n", site.address);
    }
    text
}

/// Words that stay on their line.
fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
