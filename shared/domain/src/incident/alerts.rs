//! Alerts that join an incident, clear, or are only counted; what holds it back, and what that means when it ends.

use super::command::{Command, Refusal};
use super::decide::{confirm_by, raise, resolve, still_open};
use super::draft::Draft;
use super::event::{Event, HoldEnd, PageReason, Via};
use super::hold::Holder;
use super::{escalate, tell};
use crate::ids::AlertKey;
use crate::triage::Tally;
use jiff::SignedDuration;

/// From so many alerts on, they are counted beside the incident: nobody reads a longer list, and one version that all
/// of them write would hold them up.
const MOST_LISTED: u32 = 20;

/// Takes in one alert more, and whatever that means: worse news, the end of a hold, too many to list.
pub(super) fn join(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let Command::JoinAlert { alert, summary, severity, reason, because, cause, held } = command else {
        return Err(Refusal::NothingPending);
    };
    still_open(&draft.incident)?;
    if !draft.incident.is_counting() {
        let lapses_at = if reason.is_quiet() { None } else { confirm_by(draft) };
        draft.push(Event::AlertJoined {
            alert: alert.clone(),
            summary: summary.clone(),
            reason: *reason,
            because: because.clone(),
            cause: cause.clone(),
            lapses_at,
        });
        if draft.incident.alerts.total >= MOST_LISTED {
            draft.follow(Event::CountingBegan);
        }
    }
    if !reason.is_quiet() {
        raise(draft, *severity);
    }
    if draft.incident.hold.is_some() && !held {
        release(draft, HoldEnd::NewAlert);
    }
    Ok(())
}

/// Takes in that an alert is fine. The last one resolves the incident, at once or after quiet.
pub(super) fn clear(
    draft: &mut Draft<'_>,
    alert: &AlertKey,
    summary: &str,
    quiet: Option<SignedDuration>,
) -> Result<(), Refusal> {
    still_open(&draft.incident)?;
    let explained_others = draft.incident.causes.contains(alert);
    let last = draft.incident.alerts.open <= 1 && !draft.incident.is_counting();
    let quiet = quiet.filter(|_| last && draft.incident.hold.is_none());
    let resolves_at = quiet.and_then(|quiet| draft.now().checked_add(quiet).ok());
    draft.push(Event::AlertCleared { alert: alert.clone(), summary: summary.to_owned(), resolves_at });
    if last && resolves_at.is_none() {
        resolve(draft, Via::AllAlertsCleared);
    } else if explained_others && !last {
        escalate::page_next(draft, PageReason::CauseCleared);
    }
    Ok(())
}

/// Takes over what was counted beside the incident; when nothing fires any more, it is over.
pub(super) fn count(draft: &mut Draft<'_>, tally: &Tally) -> Result<(), Refusal> {
    still_open(&draft.incident)?;
    if draft.incident.counted.as_ref().is_none_or(|counted| counted == tally) {
        return Err(Refusal::AlreadyDone);
    }
    draft.follow(Event::AlertsCounted { tally: tally.clone() });
    if draft.incident.alerts.open == 0 {
        resolve(draft, Via::AllAlertsCleared);
    }
    Ok(())
}

/// Whatever is due of a hold or of quiet. Says whether that was all there is to do.
pub(super) fn tick(draft: &mut Draft<'_>) -> bool {
    let now = draft.now();
    if let Some(hold) = draft.incident.hold.clone() {
        match draft.rules.held_until(&hold.by, &draft.incident.service, now) {
            Some(until) if until > hold.until => draft.follow(Event::HoldMoved { until }),
            _ => release(draft, HoldEnd::Over),
        }
        return true;
    }
    let quiet = draft.incident.resolves_at.is_some_and(|at| at <= now);
    if quiet && draft.incident.alerts.open == 0 {
        resolve(draft, Via::AllAlertsCleared);
    }
    quiet
}

/// Looks anew at what holds the incident back: the settings may have changed.
pub(super) fn reconsider(draft: &mut Draft<'_>) {
    let Some(hold) = draft.incident.hold.clone() else { return };
    // These are no settings.
    if matches!(hold.by, Holder::Pause { .. } | Holder::Mute { .. }) {
        return;
    }
    match draft.rules.held_until(&hold.by, &draft.incident.service, draft.now()) {
        Some(until) if until != hold.until => draft.follow(Event::HoldMoved { until }),
        Some(_) => {}
        None => release(draft, HoldEnd::Over),
    }
}

/// Nothing holds it back any more: what it would have begun with begins now.
fn release(draft: &mut Draft<'_>, reason: HoldEnd) {
    draft.follow(Event::HoldEnded { reason });
    tell::publish_opening(draft);
    let reason = match reason {
        HoldEnd::Over => PageReason::HoldEnded,
        HoldEnd::NewAlert => PageReason::Opened,
    };
    escalate::page_next(draft, reason);
}
