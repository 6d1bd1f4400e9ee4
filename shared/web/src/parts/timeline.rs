//! The timeline of an incident, prepared for the template.

use crate::words::Moment;
use callout_domain::incident::EventRecord;
use callout_domain::timeline::sentence;

/// One line of a timeline.
pub struct TimelineEntry {
    /// When.
    pub at: Moment,
    /// What happened.
    pub words: String,
}

/// The timeline lines of some events, in their order.
pub fn timeline<'a>(events: impl IntoIterator<Item = &'a EventRecord>) -> Vec<TimelineEntry> {
    events
        .into_iter()
        .map(|record| TimelineEntry { at: Moment(record.at), words: sentence(record) })
        .collect()
}
