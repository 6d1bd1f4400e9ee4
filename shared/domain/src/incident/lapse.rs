//! How long an acknowledgement lasts. The acknowledger must confirm from time to time that they still work on the
//! incident.
//!
//! Must not decide what happens when it lapses: `tick` does.

use super::draft::Draft;
use super::state::Status;
use crate::escalation::{ACK_TIMEOUT, AckTimeout};
use jiff::{SignedDuration, Timestamp};

/// When an acknowledgement given now lapses.
pub(super) fn lapses_at(draft: &Draft<'_>) -> Option<Timestamp> {
    let timeout: SignedDuration = draft.incident.policy.policy.ack_timeout(draft.incident.severity)?;
    draft.now().checked_add(timeout).ok()
}

/// When the acknowledgement lapses after the acknowledger acts now.
pub(super) fn renewed_lapse(draft: &Draft<'_>) -> Option<Timestamp> {
    let lasts = draft.incident.status == Status::Acknowledged && !draft.incident.is_merged();
    if lasts { lapses_at(draft) } else { None }
}

/// When the acknowledger must confirm that they know of a new alert. Applies only where no other confirmation is due:
/// an incident snoozed for a week must not hide new alarms.
pub(super) fn confirm_by(draft: &Draft<'_>) -> Option<Timestamp> {
    let never_lapses = draft.incident.status == Status::Acknowledged && draft.incident.lapse.is_none();
    let never_lapses = never_lapses && !draft.incident.is_merged();
    let off = draft.incident.policy.policy.ack_timeout == Some(AckTimeout::Off);
    (never_lapses && !off).then(|| draft.now().checked_add(ACK_TIMEOUT).ok()).flatten()
}
