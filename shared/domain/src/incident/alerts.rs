//! Alerts that join an incident, clear, or are only counted, and how that affects the incident's hold.

use super::command::Joining;
use super::draft::Draft;
use super::event::{Event, HoldEnd, JoinReason, PageReason, Via};
use super::hold::{Hold, HoldReason};
use super::lapse::confirm_by;
use super::raise_severity::raise_severity;
use super::refusal::Refusal;
use super::resolve::resolve;
use super::state::Status;
use super::{escalate, publish_by_itself};
use crate::drill;
use crate::ids::AlertKey;
use crate::report_page::is_report;
use crate::severity::Severity;
use crate::triage::AlertCounter;
use jiff::{SignedDuration, Timestamp};

/// From this many alerts on, alerts are counted beside the incident. Nobody reads a longer list, and writing each of
/// them to the incident would serialize them on one version.
const MOST_LISTED: u32 = 20;

/// Adds an alert and applies what follows: a higher severity, the end of a hold, or the switch to counting.
pub(super) fn join(draft: &mut Draft<'_>, joining: &Joining) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let was_private = !publish_by_itself::may_publish(draft);
    if !draft.incident.is_counting() {
        list(draft, joining);
    }
    // An inhibited alert pages when the alert that explains it clears; until then it changes nothing, or the next one that is as bad
    // would be no news. A composite alarm does not say that what it summarizes is unimportant: a child that is worse than what
    // people were paged for is news.
    if joining.reason != JoinReason::Inhibited {
        raise_severity(draft, joining.severity, joining.warning, &joining.summary);
        if draft.incident.hold.is_some() && !joining.held {
            release(draft, HoldEnd::NewAlert);
        }
    }
    let is_unknown = draft.incident.updates.is_empty() && draft.incident.hold.is_none();
    if was_private && is_unknown && !joining.reason.is_quiet() {
        publish_by_itself::publish_opening(draft);
    }
    if joining.reason.is_quiet() || joining.held {
        return Ok(());
    }
    // Who is being paged for the incident needs no second page for the next one of several that were released.
    let nobody_is_paged = draft.incident.status == Status::Acknowledged || draft.incident.is_merged();
    if joining.released && nobody_is_paged {
        escalate::page_next(draft, PageReason::CauseCleared);
    } else if acknowledged_by_other_source(draft) {
        escalate::page_next(draft, PageReason::OtherSource);
    }
    Ok(())
}

/// Whether a tool that is not the source of this alert acknowledged the incident. A tool answers for its own alerts only.
fn acknowledged_by_other_source(draft: &Draft<'_>) -> bool {
    let acknowledgement = draft.incident.acknowledgement.as_ref();
    acknowledgement.is_some_and(|it| !it.by.is_person() && it.by != draft.info.by)
}

/// Records an alert on the timeline. After the last one listed, also records that further alerts are only counted.
fn list(draft: &mut Draft<'_>, joining: &Joining) {
    // What comes and goes is what somebody wanted to be quiet about.
    let is_snoozed = draft.incident.lapse.is_some_and(|lapse| lapse.snoozed);
    let is_old = joining.reason.is_quiet() || is_snoozed && joining.reason == JoinReason::Again;
    let lapses_at = if is_old { None } else { confirm_by(draft) };
    let Joining { alert, summary, words, reason, because, cause, .. } = joining.clone();
    let text = summary.clone();
    draft.push(Event::AlertJoined { alert, summary, words, reason, because, cause, lapses_at });
    // Whoever has it is told; nobody listens to alerts that join.
    if is_report(&draft.by().name) && draft.incident.status == Status::Acknowledged {
        draft.push(Event::Reported { text });
    }
    if draft.incident.alerts.total >= MOST_LISTED {
        draft.push_as_system(Event::CountingBegan);
    }
}

/// Clears an alert. The last one resolves the incident, at once or after a quiet time.
pub(super) fn clear(
    draft: &mut Draft<'_>,
    alert: &AlertKey,
    summary: &str,
    (quiet, released): (Option<SignedDuration>, bool),
) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let last = draft.incident.alerts.open <= 1 && !draft.incident.is_counting();
    let quiet = quiet.filter(|_| last && draft.incident.hold.is_none());
    let resolves_at = quiet.and_then(|quiet| draft.now().checked_add(quiet).ok());
    let summary = summary.to_owned();
    draft.push(Event::AlertCleared { alert: alert.clone(), summary, resolves_at, released });
    if last && resolves_at.is_none() && !draft.incident.waits_for_merged() {
        resolve(draft, Via::AllAlertsCleared);
    }
    Ok(())
}

/// An alert fires again. Unless another one explains it, its severity (and whether it is only a warning) counts, and the
/// hold ends if nothing holds it back any more.
pub(super) fn repeat(
    draft: &mut Draft<'_>,
    alert: &AlertKey,
    summary: &str,
    severity: Option<(Severity, bool)>,
    held: bool,
) -> Result<(), Refusal> {
    draft.must_be_open()?;
    draft.push(Event::AlertRepeated { alert: alert.clone(), summary: summary.to_owned() });
    let Some((severity, warning)) = severity else { return Ok(()) };
    raise_severity(draft, severity, warning, summary);
    if !held && draft.incident.is_held_by_a_rule() {
        release(draft, HoldEnd::Over);
    }
    Ok(())
}

/// Applies the count kept beside the incident. When nothing fires any more, resolves the incident, at once or after a
/// quiet time.
pub(super) fn count(draft: &mut Draft<'_>, counter: &AlertCounter) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let Some(before) = draft.incident.counted.clone() else { return Err(Refusal::AlreadyDone) };
    let fires = draft.incident.alerts_with(counter).open > 0;
    let quiet = if fires { None } else { quiet_until(draft, &before, counter) };
    if before != *counter || quiet != draft.incident.resolves_at {
        let lapses_at = if counter.total > before.total { confirm_by(draft) } else { None };
        draft.push_as_system(Event::AlertsCounted {
            counter: counter.clone(),
            lapses_at,
            resolves_at: quiet,
        });
    }
    let is_quiet = quiet.is_none_or(|at| at <= draft.now());
    if !fires && is_quiet && !draft.incident.waits_for_merged() {
        resolve(draft, Via::AllAlertsCleared);
    }
    if draft.events.is_empty() { Err(Refusal::AlreadyDone) } else { Ok(()) }
}

/// How long the alerts must stay quiet before the incident resolves, if some of them are flapping.
fn quiet_until(draft: &Draft<'_>, before: &AlertCounter, counter: &AlertCounter) -> Option<Timestamp> {
    if counter.flaps > before.flaps {
        return draft.now().checked_add(draft.rules.settings().flapping.quiet.0).ok();
    }
    draft.incident.resolves_at
}

/// Ends a hold or a quiet time that is due. Returns whether nothing else is left to do.
pub(super) fn tick(draft: &mut Draft<'_>) -> bool {
    let quiet = draft.incident.resolves_at.is_some_and(|at| at <= draft.now());
    let quiet = quiet && !draft.incident.waits_for_merged();
    // While alerts are counted beside the incident, only their count shows that none fires.
    if !quiet || draft.incident.is_counting() {
        let is_over = draft.incident.hold.as_ref().is_some_and(|hold| hold.until <= draft.now());
        if is_over {
            recheck_hold(draft, true);
        }
        return is_over;
    }
    if drill::is_drill(&draft.incident.service) {
        resolve(draft, Via::DrillOver);
    } else if draft.incident.alerts.open == 0 {
        resolve(draft, Via::AllAlertsCleared);
    }
    true
}

/// Checks the incident's hold again: the settings may have changed, or the hold may have ended.
pub(super) fn recheck_hold(draft: &mut Draft<'_>, over: bool) {
    let Some(hold) = draft.incident.hold.clone() else { return };
    // These holds do not come from the settings.
    let is_report = matches!(hold.by, HoldReason::Report);
    let settled = is_report || matches!(hold.by, HoldReason::Pause { .. } | HoldReason::Mute { .. });
    if settled && !over {
        return;
    }
    let (now, service) = (draft.now(), draft.incident.service.clone());
    let own = draft.rules.held_until(&hold.by, &service, now).map(|until| Hold { until, ..hold.clone() });
    // No window holds what a person reports.
    let window = draft.rules.maintenance(&service, now).filter(|_| !is_report);
    // If several apply, the one that ends last wins.
    match own.into_iter().chain(window).filter(|next| next.until > now).max_by_key(|next| next.until) {
        Some(next) if next == hold => {}
        Some(next) => {
            let by = (next.by != hold.by).then_some(next.by);
            draft.push_as_system(Event::HoldMoved { until: next.until, by });
        }
        None => release(draft, HoldEnd::Over),
    }
}

/// Ends the hold and starts what it delayed.
pub(super) fn release(draft: &mut Draft<'_>, reason: HoldEnd) {
    draft.push_as_system(Event::HoldEnded { reason });
    publish_by_itself::publish_opening(draft);
    let reason = match reason {
        HoldEnd::Over => PageReason::HoldEnded,
        HoldEnd::NewAlert => PageReason::Opened,
    };
    escalate::page_next(draft, reason);
}
