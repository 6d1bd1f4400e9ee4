//! The timeline of an incident, cut so that its page stays small. Must not end without saying how to go on.

use super::filter::{KindLink, TimelineFilter};
use callout_domain::incident::{EventRecord, Incident};
use callout_web::parts::{Reader, TimelineEntry, timeline};

/// The most that the entries of a page weigh, in bytes of HTML: a night of long notes must not make it slow on a phone.
const HEAVIEST: usize = 20_000;
/// What surrounds the words of an entry.
const AROUND: usize = 150;
/// What a character becomes that HTML must escape.
const ESCAPED: usize = 5;

/// A part of the timeline.
pub(super) struct TimelineView {
    /// Its entries, newest first.
    pub(super) entries: Vec<TimelineEntry>,
    /// A link to each kind of entries.
    pub(super) kinds: Vec<KindLink>,
    /// Where older entries are, and what the link says.
    pub(super) older: Option<(String, &'static str)>,
    /// Where the newest entries are, if these are not.
    pub(super) newest: Option<String>,
}

impl TimelineView {
    /// Of the events that were read, newest first.
    pub(super) fn of(
        incident: &Incident,
        read: &[EventRecord],
        filter: TimelineFilter,
        reader: &Reader<'_>,
    ) -> Self {
        let fitting: Vec<&EventRecord> = read.iter().filter(|record| filter.fits(record)).collect();
        let mut entries = timeline(fitting.iter().copied(), reader);
        let shown = light_enough(&entries);
        entries.truncate(shown);
        let last = match shown < fitting.len() {
            true => fitting.get(shown.saturating_sub(1)).map(|record| record.seq),
            false => read.last().map(|record| record.seq),
        };
        let words = if filter.kind == Default::default() { "Older entries" } else { "Search further back" };
        let older = last
            .filter(|seq| *seq > 1)
            .map(|seq| (TimelineFilter { before: Some(seq), ..filter }.href(incident.number), words));
        let newest = filter.before.map(|_| TimelineFilter { before: None, ..filter }.href(incident.number));
        Self { entries, kinds: filter.links(incident.number), older, newest }
    }
}

/// How many of the entries are light enough together; at least one.
fn light_enough(entries: &[TimelineEntry]) -> usize {
    let mut weight = 0;
    let fits = |entry: &&TimelineEntry| {
        weight += weight_of(&entry.words) + AROUND;
        weight <= HEAVIEST
    };
    entries.iter().take_while(fits).count().max(1)
}

fn weight_of(text: &str) -> usize {
    let escaped = text.bytes().filter(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\''));
    text.len() + escaped.count() * (ESCAPED - 1)
}
