//! The timeline of an incident, prepared for the template.

use super::reader::Reader;
use crate::words::Moment;
use callout_domain::incident::EventRecord;
use callout_domain::timeline::sentence_in;

/// One line of a timeline.
pub struct TimelineEntry {
    /// When.
    pub at: Moment,
    /// What happened.
    pub words: String,
}

/// The timeline lines of some events, in their order.
pub fn timeline<'a>(
    events: impl IntoIterator<Item = &'a EventRecord>,
    reader: &Reader<'_>,
) -> Vec<TimelineEntry> {
    events
        .into_iter()
        .map(|record| TimelineEntry {
            at: reader.moment(record.at),
            words: sentence_in(record, reader.zone()),
        })
        .collect()
}
