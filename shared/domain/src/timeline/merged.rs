//! Merges and splits as text.

use crate::incident::{Event, EventRecord, PageReason};

/// The sentence for a merge, a split, or what follows from one. For other events, their name.
pub(super) fn sentence(record: &EventRecord, because: fn(PageReason) -> &'static str) -> String {
    let by = &record.actor;
    match &record.event {
        Event::MergedInto { target_number, .. } => format!("{by} merged it into #{target_number}"),
        Event::Merged { child_number, title, severity, .. } => {
            format!("{by} merged #{child_number} ({severity}) into it: {title}")
        }
        Event::SplitFrom { target_number, .. } if by.is_person() => {
            format!("{by} split it from #{target_number}")
        }
        Event::SplitFrom { target_number, .. } => {
            format!("Split from #{target_number}, which is resolved: an alert joined after that")
        }
        Event::SplitOff { child_number, .. } if by.is_person() => {
            format!("{by} split #{child_number} from it")
        }
        Event::SplitOff { child_number, .. } => {
            format!("An alert joined #{child_number}, which was split off")
        }
        Event::PageForwarded { target_number, reason } => {
            format!("Pages by #{target_number}{}", because(*reason))
        }
        Event::PassedOn { target_number } => format!("Passed on to #{target_number}"),
        Event::MergedAlert { child_number, .. } => {
            format!("An alert joined #{child_number}, which was merged into it")
        }
        Event::MergedEnded(merged) => {
            format!("#{}, which was merged into it, is resolved", merged.child_number)
        }
        Event::MergedReopened(merged) => {
            format!("#{}, which was merged into it, goes on with it", merged.child_number)
        }
        other => other.name().replace('_', " "),
    }
}
