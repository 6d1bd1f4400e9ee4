//! How a silence or window stands, whoever wrote it.

use super::entry::{LiveChange, LiveEntry, Over};
use super::list::Live;
use super::merge::BESIDE;
use crate::settings::Settings;
use crate::suppression::{Span, SpanState};
use jiff::Timestamp;

/// How a silence or window of this name stands at a time; `None` if there is none. One whose times cannot be read is over.
pub fn state_of(settings: &Settings, of: Over, name: &str, at: Timestamp) -> Option<SpanState> {
    let written = match of {
        Over::Silence => settings.silences.get(name)?.span(),
        Over::Maintenance => settings.maintenance.get(name)?.span(),
    };
    Some(Span::compile(written).map_or(SpanState::Over, |span| span.state(at)))
}

/// The decision behind a silence or window that merged settings show under a name; `None` if it is one of the files.
pub fn decision_behind<'a>(
    settings: &Settings,
    live: &'a Live,
    of: Over,
    shown: &str,
) -> Option<(&'a str, &'a LiveEntry)> {
    let is_shown = |name: &str| match of {
        Over::Silence => settings.silences.contains_key(name),
        Over::Maintenance => settings.maintenance.contains_key(name),
    };
    let is_meant = |what: &LiveChange| match of {
        Over::Silence => matches!(what, LiveChange::Silence { .. }),
        Over::Maintenance => matches!(what, LiveChange::Maintenance { .. }),
    };
    let name = match shown.strip_suffix(BESIDE) {
        Some(name) => name,
        None if is_shown(&format!("{shown}{BESIDE}")) => return None,
        None => shown,
    };
    live.entries().find(|(known, entry)| *known == name && is_meant(&entry.what))
}
