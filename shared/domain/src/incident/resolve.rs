//! Resolves an incident, and publishes that where the settings say so.

use super::draft::Draft;
use super::event::{Event, Via};
use super::publish_update;

/// Resolves an open incident.
pub(super) fn resolve(draft: &mut Draft<'_>, via: Via) {
    draft.push(Event::Resolved { via });
    publish_update::publish_end(draft);
}
