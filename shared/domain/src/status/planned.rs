//! Maintenance as the settings plan it: what customers read of, each with its present or next time.

use crate::settings::Settings;
use crate::suppression::{PublicMaintenance, Span, SpanState};
use jiff::Timestamp;
use serde::Serialize;

/// The next or present time of a window of the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    pub(super) name: String,
    pub(super) page: PublicMaintenance,
    /// `None`: it goes on, and the settings do not say since when.
    pub(super) from: Option<Timestamp>,
    pub(super) until: Timestamp,
    pub(super) is_active: bool,
}

/// The public windows of the settings, each with its present or next time.
pub fn planned(settings: &Settings, now: Timestamp) -> Vec<Planned> {
    let windows = settings.maintenance.iter().filter_map(|(name, window)| {
        let page = window.page.clone()?;
        let span = Span::compile(window.span()).ok()?;
        let (from, until, is_active) = match span.state(now) {
            SpanState::Active(until) => (span.start().filter(|_| window.recurring.is_empty()), until, true),
            SpanState::Pending(from) => (Some(from), span.holds_until(from)?, false),
            SpanState::Over => return None,
        };
        Some(Planned { name: name.clone(), page, from, until, is_active })
    });
    windows.collect()
}
