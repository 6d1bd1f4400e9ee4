//! Does whatever is due for an incident: the next level, the next contact, a lapse, or a reminder.
//!
//! Must not depend on which timer woke it: what is due follows from the incident alone.

use super::alerts;
use super::draft::Draft;
use super::engagements;
use super::escalate::{has_become_urgent, page_next};
use super::event::{Event, PageReason};
use super::refusal::Refusal;
use super::state::Status;
use super::update_clock;
use jiff::Timestamp;

/// Does whatever is due now.
pub(super) fn tick(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let due = draft.incident.next_step_at().ok_or(Refusal::NothingPending)?;
    if draft.now() < due {
        return Err(Refusal::NotDue(due));
    }
    if draft.incident.is_open() && alerts::tick(draft) {
        return Ok(());
    }
    let now = draft.now();
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let level = is_due(draft.incident.escalation.next_at.filter(|_| draft.incident.hold.is_none()));
    let lapse = is_due(draft.incident.lapse_step());
    match draft.incident.status {
        Status::Triggered if level => {
            let reason = match has_become_urgent(draft) {
                true => PageReason::SupportHours,
                false => PageReason::NotAcknowledged,
            };
            page_next(draft, reason);
        }
        Status::Acknowledged if lapse => check_acknowledgement(draft),
        Status::Resolved if is_due(draft.incident.postmortem_reminder()) => remind_of_postmortem(draft),
        _ => {}
    }
    if draft.incident.next_contact_at.is_some_and(|at| at <= draft.now()) {
        engagements::notify_due(draft);
    }
    if is_due(draft.incident.reminder()) {
        let responder = draft.incident.owner();
        draft.push_as_system(Event::OpenReminded { responder });
    }
    if is_due(draft.incident.update_reminder()) {
        update_clock::remind(draft);
    }
    if draft.events.is_empty() { Err(Refusal::NothingPending) } else { Ok(()) }
}

/// Reminds the acknowledger, or triggers the incident again (D10).
fn check_acknowledgement(draft: &mut Draft<'_>) {
    let Some(lapse) = draft.incident.lapse else { return };
    if !lapse.reminded && draft.now() < lapse.at {
        let responder = draft.incident.acknowledger();
        return draft.push_as_system(Event::AckReminded { responder, lapses_at: lapse.at });
    }
    if lapse.snoozed {
        draft.push_as_system(Event::SnoozeEnded);
        return page_next(draft, PageReason::SnoozeEnded);
    }
    let Some(acknowledgement) = draft.incident.acknowledgement.clone() else { return };
    draft.push_as_system(Event::AckLapsed { by: acknowledgement.by });
    page_next(draft, PageReason::AckLapsed);
}

fn remind_of_postmortem(draft: &mut Draft<'_>) {
    let Some(postmortem) = draft.incident.postmortem.clone() else { return };
    let owner = postmortem.owner.or_else(|| draft.incident.owner());
    draft.push_as_system(Event::PostmortemReminded {
        owner,
        due_at: postmortem.due_at,
        reminder: postmortem.reminded,
    });
}
