//! Alerts that join an incident, clear, or are only counted; what holds it back, and what that means when it ends.

use super::command::{Joining, Refusal};
use super::draft::Draft;
use super::event::{Event, HoldEnd, PageReason, Via};
use super::hold::{Hold, HoldReason};
use super::lapse::confirm_by;
use super::raise_severity::raise_severity;
use super::resolve::resolve;
use super::{escalate, publish_update};
use crate::ids::AlertKey;
use crate::triage::AlertCounter;
use jiff::{SignedDuration, Timestamp};

/// From so many alerts on, they are counted beside the incident: nobody reads a longer list, and one version that all
/// of them write would hold them up.
const MOST_LISTED: u32 = 20;

/// Takes in one alert more, and whatever that means: worse news, the end of a hold, too many to list.
pub(super) fn join(draft: &mut Draft<'_>, joining: &Joining) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if !draft.incident.is_counting() {
        list(draft, joining);
    }
    let from = draft.incident.severity;
    if !joining.reason.is_quiet() {
        raise_severity(draft, joining.severity, joining.warning);
    } else if joining.severity.worse(from) != from {
        // It pages when what explains it is over; until then it pages nobody by itself.
        draft.follow(Event::SeverityRaised { to: joining.severity, from });
    }
    if draft.incident.hold.is_some() && !joining.held {
        release(draft, HoldEnd::NewAlert);
    }
    Ok(())
}

/// Puts an alert on the timeline, the last one with the news that more are only counted.
fn list(draft: &mut Draft<'_>, joining: &Joining) {
    let lapses_at = if joining.reason.is_quiet() { None } else { confirm_by(draft) };
    let Joining { alert, summary, reason, because, cause, .. } = joining.clone();
    draft.push(Event::AlertJoined { alert, summary, reason, because, cause, lapses_at });
    if draft.incident.alerts.total >= MOST_LISTED {
        draft.follow(Event::CountingBegan);
    }
}

/// Takes in that an alert is fine. The last one resolves the incident, at once or after quiet.
pub(super) fn clear(
    draft: &mut Draft<'_>,
    alert: &AlertKey,
    summary: &str,
    quiet: Option<SignedDuration>,
) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let explained_others = draft.incident.causes.contains(alert);
    let last = draft.incident.alerts.open <= 1 && !draft.incident.is_counting();
    let quiet = quiet.filter(|_| last && draft.incident.hold.is_none());
    let resolves_at = quiet.and_then(|quiet| draft.now().checked_add(quiet).ok());
    draft.push(Event::AlertCleared { alert: alert.clone(), summary: summary.to_owned(), resolves_at });
    if last && resolves_at.is_none() {
        resolve(draft, Via::AllAlertsCleared);
    } else if explained_others && draft.incident.alerts.open > 0 && draft.incident.hold.is_none() {
        escalate::page_next(draft, PageReason::CauseCleared);
    }
    Ok(())
}

/// Takes in that the source, which muted an alert, no longer does.
pub(super) fn unmute(draft: &mut Draft<'_>, held: bool) {
    if !held && draft.incident.is_muted() {
        release(draft, HoldEnd::Over);
    }
}

/// Takes over what was counted beside the incident; when nothing fires any more, it is over, at once or after quiet.
pub(super) fn count(draft: &mut Draft<'_>, counter: &AlertCounter) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let Some(before) = draft.incident.counted.clone() else { return Err(Refusal::AlreadyDone) };
    let fires = draft.incident.alerts_with(counter).open > 0;
    let quiet = if fires { None } else { quiet_until(draft, &before, counter) };
    if before != *counter || quiet != draft.incident.resolves_at {
        let lapses_at = if counter.total > before.total { confirm_by(draft) } else { None };
        draft.follow(Event::AlertsCounted { counter: counter.clone(), lapses_at, resolves_at: quiet });
    }
    if !fires && quiet.is_none_or(|at| at <= draft.now()) {
        resolve(draft, Via::AllAlertsCleared);
    }
    if draft.events.is_empty() { Err(Refusal::AlreadyDone) } else { Ok(()) }
}

/// Until when what no longer fires must stay quiet, if some of it comes and goes.
fn quiet_until(draft: &Draft<'_>, before: &AlertCounter, counter: &AlertCounter) -> Option<Timestamp> {
    if counter.flaps > before.flaps {
        return draft.now().checked_add(draft.rules.settings().flapping.quiet.0).ok();
    }
    draft.incident.resolves_at
}

/// Whatever is due of a hold or of quiet. Says whether that was all there is to do.
pub(super) fn tick(draft: &mut Draft<'_>) -> bool {
    if draft.incident.hold.is_some() {
        reconsider(draft, true);
        return true;
    }
    let quiet = draft.incident.resolves_at.is_some_and(|at| at <= draft.now());
    // Where alerts are counted beside the incident, only their count can tell that none fires.
    if !quiet || draft.incident.is_counting() {
        return false;
    }
    if draft.incident.alerts.open == 0 {
        resolve(draft, Via::AllAlertsCleared);
    }
    true
}

/// Looks anew at what holds the incident back: the settings may have changed, or its time is over.
pub(super) fn reconsider(draft: &mut Draft<'_>, over: bool) {
    let Some(hold) = draft.incident.hold.clone() else { return };
    // These are no settings.
    let settled = matches!(hold.by, HoldReason::Pause { .. } | HoldReason::Mute { .. });
    if settled && !over {
        return;
    }
    let (now, service) = (draft.now(), draft.incident.service.clone());
    let own = draft.rules.held_until(&hold.by, &service, now).map(|until| Hold { until, ..hold.clone() });
    let window = draft.rules.maintenance(&service, now);
    // Of several, what ends last.
    match own.into_iter().chain(window).filter(|next| next.until > now).max_by_key(|next| next.until) {
        Some(next) if next == hold => {}
        Some(next) => {
            let by = (next.by != hold.by).then_some(next.by);
            draft.follow(Event::HoldMoved { until: next.until, by });
        }
        None => release(draft, HoldEnd::Over),
    }
}

/// Nothing holds it back any more: what it would have begun with begins now.
fn release(draft: &mut Draft<'_>, reason: HoldEnd) {
    draft.follow(Event::HoldEnded { reason });
    publish_update::publish_opening(draft);
    let reason = match reason {
        HoldEnd::Over => PageReason::HoldEnded,
        HoldEnd::NewAlert => PageReason::Opened,
    };
    escalate::page_next(draft, reason);
}
