//! How an incident ended, for whoever has the next one of its group.

use super::event::{Event, EventRecord};
use super::state::Incident;
use crate::alarm::clip;
use crate::context::LastTime;

/// The most characters of what somebody wrote. Nobody reads more at night.
const LONGEST_NOTE: usize = 200;

/// How it ended, by its newest events, newest first; none as long as it is open.
pub fn last_time(incident: &Incident, newest: &[EventRecord]) -> Option<LastTime> {
    let ended_at = incident.resolved_at.filter(|_| !incident.is_open())?;
    let note = newest.iter().find_map(|record| match &record.event {
        Event::NoteAdded { text, .. } if record.at <= ended_at => Some(clip(text, LONGEST_NOTE)),
        _ => None,
    });
    let (number, by) = (incident.number, incident.resolved_by.clone());
    Some(LastTime { number, ended_at, by, note: note.unwrap_or_default() })
}
