//! Holds an event to sizes that the queue and the store take, whatever a sender writes.
//!
//! Cuts and marks; never refuses, and never cuts a dedup key so that two alarms meet.

use callout_domain::alarm::{AlarmEvent, MAX_RAW, MAX_SUMMARY, clip};
use callout_domain::ids::{digest, hex};

/// The most labels kept: an alarm has at most 30 dimensions and 50 tags.
const MAX_LABELS: usize = 100;
/// The most characters of a label's name.
const MAX_LABEL_NAME: usize = 160;
/// The most characters of a label's value; the longest known, a metric dimension, has 1,024.
const MAX_LABEL: usize = 1024;
/// All labels of an event together, so that ten events fit one SQS batch.
const MAX_LABELS_TOTAL: usize = 24 * 1024;
/// The most links kept.
const MAX_LINKS: usize = 20;
/// The longest address kept; longer ones would not open in every browser.
const MAX_HREF: usize = 2048;
/// An automatic key longer than this (no alarm name gives one) is replaced by its digest, never cut.
const MAX_KEY: usize = 2048;

/// The event within all limits, its summary on one line.
pub(crate) fn bounded(mut event: AlarmEvent) -> AlarmEvent {
    event.source = clip(&event.source, MAX_LABEL_NAME);
    if event.dedup_key.len() > MAX_KEY {
        event.dedup_key = hex(&digest(&["long key", &event.dedup_key]));
    }
    event.summary = clip(&one_line(&event.summary), MAX_SUMMARY);
    event.detail = clip(event.detail.trim(), MAX_RAW);
    event.muted = event.muted.map(|reason| clip(&reason, MAX_SUMMARY));
    let mut room = MAX_LABELS_TOTAL;
    event.labels = std::mem::take(&mut event.labels)
        .into_iter()
        .take(MAX_LABELS)
        .map(|(name, value)| (clip(&name, MAX_LABEL_NAME), clip(&value, MAX_LABEL)))
        .take_while(|(name, value)| {
            let fits = name.len() + value.len() <= room;
            room = room.saturating_sub(name.len() + value.len());
            fits
        })
        .collect();
    event.links.retain(|link| link.href.len() <= MAX_HREF);
    event.links.truncate(MAX_LINKS);
    for link in &mut event.links {
        link.text = clip(&one_line(&link.text), MAX_LABEL_NAME);
    }
    event
}

fn one_line(text: &str) -> String {
    let clean = text.replace(char::is_control, " ");
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
