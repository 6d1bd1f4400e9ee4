//! Raises an incident's severity and pages whoever must know.

use super::draft::Draft;
use super::event::{Event, PageReason};
use super::state::Status;
use super::{escalate, publish_update};
use crate::severity::Severity;

/// Applies a higher severity, or an alert that is more than a warning.
pub(super) fn raise_severity(draft: &mut Draft<'_>, severity: Severity, warning: bool) {
    let from = draft.incident.severity;
    let to = severity.worse(from);
    let warns_still = draft.incident.warning && warning;
    if to != from || warns_still != draft.incident.warning {
        draft.push_as_system(Event::SeverityRaised { to, from, warning: warns_still });
        if draft.incident.hold.is_some() {
            return;
        }
        // A key that may not publish does not make what is too small for customers big enough.
        if draft.incident.updates.is_empty() && draft.rules.may_publish(&draft.info.by.name) {
            publish_update::publish_opening(draft);
        }
        // An acknowledgement of a small problem does not cover a big one.
        if draft.incident.status == Status::Acknowledged || escalate::changes_whom_to_page(draft, from) {
            escalate::page_next(draft, PageReason::SeverityRaised);
        }
    }
}
