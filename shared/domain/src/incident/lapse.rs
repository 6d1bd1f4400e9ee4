//! How long an acknowledgement lasts. The acknowledger must confirm from time to time that they still work on the
//! incident.
//!
//! Must not decide what happens when it lapses: `tick` does.

use super::draft::Draft;
use super::state::Status;
use crate::escalation::{ACK_TIMEOUT, AckTimeout};
use crate::severity::Severity;
use jiff::{SignedDuration, Timestamp};

/// When an acknowledgement given now lapses.
pub(super) fn lapses_at(draft: &Draft<'_>) -> Option<Timestamp> {
    if draft.incident.public_only {
        return None;
    }
    let timeout: SignedDuration = draft.incident.policy.policy.ack_timeout(draft.incident.severity)?;
    draft.now().checked_add(timeout).ok()
}

/// When the acknowledgement lapses after the acknowledger acts now.
pub(super) fn renewed_lapse(draft: &Draft<'_>) -> Option<Timestamp> {
    let lasts = draft.incident.status == Status::Acknowledged && !draft.incident.is_merged();
    if lasts { lapses_at(draft) } else { None }
}

/// When an acknowledgement that has no end lapses once the incident has a severity, if it lapses then.
pub(super) fn first_lapse(draft: &Draft<'_>, severity: Severity) -> Option<Timestamp> {
    let timeout =
        draft.incident.policy.policy.ack_timeout(severity).filter(|_| !draft.incident.public_only)?;
    draft.now().checked_add(timeout).ok().filter(|at| asks_nobody_before(draft, *at))
}

/// Whether nobody is asked before a time whether they still have it: it never lapses, or is snoozed for longer.
fn asks_nobody_before(draft: &Draft<'_>, at: Timestamp) -> bool {
    let incident = &draft.incident;
    let is_quiet = incident.lapse.is_none_or(|lapse| lapse.snoozed && lapse.at > at);
    incident.status == Status::Acknowledged && is_quiet && !incident.is_merged()
}

/// When the acknowledger must confirm that they know of a new alert. Applies only where no other confirmation is due before:
/// an incident snoozed for a week must not hide new alarms.
pub(super) fn confirm_by(draft: &Draft<'_>) -> Option<Timestamp> {
    let policy = &draft.incident.policy.policy;
    let off = policy.ack_timeout == Some(AckTimeout::Off);
    let timeout = policy.ack_timeout(draft.incident.severity).unwrap_or(ACK_TIMEOUT);
    let at = draft.now().checked_add(timeout).ok().filter(|_| !off)?;
    Some(at).filter(|at| asks_nobody_before(draft, *at))
}
