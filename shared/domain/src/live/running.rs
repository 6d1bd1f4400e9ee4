//! How a silence or window stands, whoever wrote it.

use super::entry::Over;
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
