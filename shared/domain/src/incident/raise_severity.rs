//! Worse news: an incident's severity rises, and whoever must know of it is paged.

use super::draft::Draft;
use super::event::{Event, PageReason};
use super::state::Status;
use super::{escalate, publish_update};
use crate::severity::Severity;

/// Takes over a severity that is worse, or an alert that does more than warn.
pub(super) fn raise_severity(draft: &mut Draft<'_>, severity: Severity, warning: bool) {
    let from = draft.incident.severity;
    let to = severity.worse(from);
    if to != from || (draft.incident.warning && !warning) {
        draft.follow(Event::SeverityRaised { to, from });
        if draft.incident.hold.is_some() {
            return;
        }
        if draft.incident.updates.is_empty() {
            publish_update::publish_opening(draft);
        }
        // Whoever took a small thing on has not taken on a big one.
        if draft.incident.status == Status::Acknowledged || escalate::changes_whom_to_page(draft, from) {
            escalate::page_next(draft, PageReason::SeverityRaised);
        }
    }
}
