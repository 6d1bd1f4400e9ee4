//! Resolves an incident, and publishes that where the settings say so.

use super::draft::Draft;
use super::event::{Event, Via};
use super::publish_by_itself;

/// Resolves an open incident.
pub(super) fn resolve(draft: &mut Draft<'_>, via: Via) {
    // A person who splits off what kept it open has not ended it.
    match via {
        Via::AllAlertsCleared if draft.by().is_person() => draft.push_as_system(Event::Resolved { via }),
        _ => draft.push(Event::Resolved { via }),
    }
    publish_by_itself::publish_end(draft);
}
