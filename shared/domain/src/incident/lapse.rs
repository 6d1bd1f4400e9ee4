//! Until when an acknowledgement holds: who has an incident must show now and then that they still do.
//!
//! Must not say what happens when it lapses: `tick` does.

use super::draft::Draft;
use super::state::Status;
use crate::escalation::{ACK_TIMEOUT, AckTimeout};
use jiff::{SignedDuration, Timestamp};

/// When an acknowledgement given now lapses.
pub(super) fn lapses_at(draft: &Draft<'_>) -> Option<Timestamp> {
    let timeout: SignedDuration = draft.incident.policy.policy.ack_timeout(draft.incident.severity)?;
    draft.now().checked_add(timeout).ok()
}

/// When the acknowledgement lapses after a sign of life given now.
pub(super) fn renewed_lapse(draft: &Draft<'_>) -> Option<Timestamp> {
    if draft.incident.status == Status::Acknowledged { lapses_at(draft) } else { None }
}

/// By when whoever holds the incident must show that they know of its new alert. Only where nothing else would ever
/// ask: an incident held for a week must not swallow new alarms in silence.
pub(super) fn confirm_by(draft: &Draft<'_>) -> Option<Timestamp> {
    let held = draft.incident.status == Status::Acknowledged && draft.incident.lapse.is_none();
    let off = draft.incident.policy.policy.ack_timeout == Some(AckTimeout::Off);
    (held && !off).then(|| draft.now().checked_add(ACK_TIMEOUT).ok()).flatten()
}
