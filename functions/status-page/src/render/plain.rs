//! The status as plain text, for `curl`.

use super::site::Edition;
use super::text::{Moment, clean};
use super::view::{IncidentView, Light};
use std::fmt::Write as _;

/// The whole page in a screen of text.
pub(super) fn text(edition: &Edition<'_>) -> String {
    let (site, words) = (edition.site, &edition.words);
    let mut text = format!("{}: {}\n", clean(&site.settings.title), Light::overall(site, words).words);
    let components = site.components();
    let width = components.iter().map(|(_, one)| one.title.chars().count()).max().unwrap_or_default();
    text.push('\n');
    for (name, component) in components {
        let status = words.component(site.document.component(name));
        let _ = writeln!(text, "{:width$}  {status}", line(&component.title));
    }
    for incident in site.document.unresolved() {
        let shown = IncidentView::of(incident, edition, 1);
        let _ =
            write!(text, "\n{} (since {})\n", line(&shown.title), Moment(incident.started_at).said(words));
        if let Some(last) = shown.last() {
            let _ = writeln!(text, "  {} {}: {}", last.at.said(words), last.phase, line(&last.text));
        }
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
