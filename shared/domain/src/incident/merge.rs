//! Merging an incident into another, splitting it off again, and what each tells the other.
//!
//! Must not change one side alone: both decisions are committed together. Alerts stay in their incident, and customers are
//! told nothing by it.

use super::actor::Actor;
use super::command::CommandInfo;
use super::draft::{Decided, Draft};
use super::event::{Acknowledgement, Event, PageReason, Via};
use super::lapse::{confirm_by, lapses_at};
use super::merged::{MOST_MERGED, News, NotATarget};
use super::raise_severity::{raise_by_merged, take_worst};
use super::refusal::Refusal;
use super::resolve::resolve;
use super::state::{Incident, Status};
use super::{escalate, publish_by_itself};
use crate::drill;
use crate::settings::Rules;

/// The decisions of both incidents, to be committed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Of the one that is, or was, merged.
    pub child: Decided,
    /// Of its target.
    pub target: Decided,
}

/// Merges an incident into another, which pages for it from now on. The target takes the worst severity, and pages anew if
/// it got worse and nobody had the other.
///
/// # Errors
/// Why it is not possible, and what is.
pub fn merge(
    child: &Incident,
    target: &Incident,
    rules: &Rules,
    info: &CommandInfo,
) -> Result<Merge, Refusal> {
    check_child(child, target)?;
    check_target(child, target)?;
    let mut of_child = Draft::of(child, rules, info);
    of_child.must_be_open()?;
    let mut of_target = Draft::of(target, rules, info);
    of_child.push(Event::MergedInto { target: target.id.clone(), target_number: target.number });
    of_target.push(Event::Merged {
        child: child.id.clone(),
        child_number: child.number,
        title: child.title.clone(),
        severity: child.severity,
        declared: child.is_ended_by_people(),
    });
    let had_somebody = child.acknowledgement.as_ref().is_some_and(|it| it.by.is_person());
    // Whoever has the target and merges knows what they take on.
    let is_theirs = target.acknowledgement.as_ref().is_some_and(|it| it.by == info.by);
    take_worst(&mut of_target, child, !had_somebody && !is_theirs);
    if !had_somebody && !child.is_held_by_a_rule() && nobody_hears(&of_target) {
        escalate::page_next(&mut of_target, PageReason::Merged);
    }
    Ok(Merge { child: of_child.finish(), target: of_target.finish() })
}

/// Whether nobody would hear of what is merged into it: it is snoozed, and not by whoever merges, or only a tool has it.
fn nobody_hears(target: &Draft<'_>) -> bool {
    let snoozed = target.incident.lapse.is_some_and(|lapse| lapse.snoozed);
    let has_it = |it: &Acknowledgement| it.by == *target.by() || it.by.is_person() && !snoozed;
    target.incident.acknowledgement.as_ref().is_some_and(|it| !has_it(it))
}

fn check_child(child: &Incident, target: &Incident) -> Result<(), Refusal> {
    match &child.merged_into {
        Some(into) if into.id == target.id => Err(Refusal::AlreadyDone),
        Some(into) => Err(Refusal::Merged(Box::new(into.clone()))),
        None if [child, target].iter().any(|it| drill::is_drill(&it.service)) => Err(Refusal::Drill),
        None => Ok(()),
    }
}

fn check_target(child: &Incident, target: &Incident) -> Result<(), Refusal> {
    let number = target.number;
    let why = match (&target.merged_into, target.resolved_at, &target.hold) {
        _ if child.id == target.id => NotATarget::Itself,
        (_, Some(at), _) if !target.is_open() => NotATarget::Resolved { number, at },
        (Some(into), ..) => NotATarget::Merged { number, into: into.number },
        (.., Some(hold)) => NotATarget::Held { number, by: hold.by.clone(), until: hold.until },
        _ if target.public_only => NotATarget::PublicOnly { number },
        _ if target.is_counting() => NotATarget::Counted { number },
        _ if target.merged.len() >= MOST_MERGED => NotATarget::Full { number },
        _ => return Ok(()),
    };
    Err(Refusal::NotATarget(Box::new(why)))
}

/// Makes a merged incident one of its own again. Whoever had it before has it again; if nobody did, or it got worse
/// meanwhile, its first level is paged, unless a rule still holds it back.
///
/// # Errors
/// It is not merged into that target, or it is over.
pub fn split(
    child: &Incident,
    target: &Incident,
    rules: &Rules,
    info: &CommandInfo,
) -> Result<Merge, Refusal> {
    let into = child.merged_into.as_ref().filter(|into| into.id == target.id).ok_or(Refusal::NotMerged)?;
    Draft::of(child, rules, info).must_be_open()?;
    let is_held = into.hold.as_ref().is_some_and(|hold| {
        let lasts = rules.held_until(&hold.by, &child.service, info.now);
        hold.until > info.now && lasts.is_some_and(|until| until > info.now)
    });
    let is_quiet = child.status == Status::Acknowledged || is_held;
    let pages = !is_quiet || into.news.is_some_and(|news| news.pages);
    let of_child = split_off(child, target, pages, rules, info);
    let mut of_target = Draft::of(target, rules, info);
    of_target.push(Event::SplitOff { child: child.id.clone(), child_number: child.number });
    end_if_clear(&mut of_target);
    Ok(Merge { child: of_child.finish(), target: of_target.finish() })
}

fn split_off<'a>(
    child: &Incident,
    target: &Incident,
    pages: bool,
    rules: &'a Rules,
    info: &CommandInfo,
) -> Draft<'a> {
    let mut draft = Draft::of(child, rules, info);
    let lapses_at = if pages { None } else { lapses_at(&draft) };
    let (target, target_number) = (target.id.clone(), target.number);
    draft.push(Event::SplitFrom { target, target_number, lapses_at, pages });
    if pages {
        escalate::page_next(&mut draft, PageReason::Split);
    }
    draft
}

/// Tells the target what happened in a merged incident, or ends what was merged into a target that is over. What happened
/// there after the target's end is news to everybody: then it is one of its own again, and pages.
///
/// # Errors
/// Neither is due.
pub fn settle(
    child: &Incident,
    target: &Incident,
    rules: &Rules,
    info: &CommandInfo,
) -> Result<Merge, Refusal> {
    let into = child.merged_into.as_ref().filter(|into| into.id == target.id).ok_or(Refusal::NotMerged)?;
    let (of_child, of_target) = match (child.is_open(), target.is_open(), into.news) {
        (true, true, None) => return Err(Refusal::NothingPending),
        (true, true, Some(news)) => {
            (passed_on(child, target, rules, info), told(child, target, news, rules, info))
        }
        (true, false, Some(_)) => {
            let mut of_target = Draft::of(target, rules, info);
            of_target.push(Event::SplitOff { child: child.id.clone(), child_number: child.number });
            (split_off(child, target, true, rules, info), of_target)
        }
        (true, false, None) => (ended(child, target, rules, info), told_of_end(child, target, rules, info)),
        (false, ..) => (passed_on(child, target, rules, info), told_of_end(child, target, rules, info)),
    };
    Ok(Merge { child: of_child.finish(), target: of_target.finish() })
}

/// What ended with a target that was reopened: it goes on with it if something fires there, or people end it. Counted alerts cannot go
/// on: their counts are closed for good.
///
/// # Errors
/// It is not due.
pub fn reopen_merged(
    child: &Incident,
    target: &Incident,
    fires: bool,
    rules: &Rules,
    info: &CommandInfo,
) -> Result<Merge, Refusal> {
    let into = child.merged_into.as_ref().filter(|into| into.id == target.id).ok_or(Refusal::NotMerged)?;
    let is_due = target.reopening_merged().any(|id| *id == child.id);
    let again = !child.is_open() && (fires || child.is_ended_by_people()) && !child.is_counting();
    if !is_due {
        return Err(Refusal::NothingPending);
    }
    let by = target.acknowledgement.as_ref().map_or_else(Actor::system, |it| it.by.clone());
    let mut of_child = Draft::of(child, rules, &CommandInfo { by, ..info.clone() });
    if again {
        of_child.push(Event::Reopened { lapses_at: None });
        publish_by_itself::publish_reopening(&mut of_child);
    }
    of_child.push_as_system(Event::PassedOn { target_number: into.number });
    let mut of_target = Draft::of(target, rules, info);
    if of_child.incident.is_open() {
        of_target.push(Event::MergedReopened(child.into()));
    } else {
        // Nothing is resolved by this: whoever reopened the target has it.
        of_target.push(Event::MergedEnded(child.into()));
    }
    Ok(Merge { child: of_child.finish(), target: of_target.finish() })
}

fn passed_on<'a>(child: &Incident, target: &Incident, rules: &'a Rules, info: &CommandInfo) -> Draft<'a> {
    let mut draft = Draft::of(child, rules, info);
    draft.push(Event::PassedOn { target_number: target.number });
    draft
}

/// The child ends by whoever ended its target.
fn ended<'a>(child: &Incident, target: &Incident, rules: &'a Rules, info: &CommandInfo) -> Draft<'a> {
    let by = target.resolved_by.clone().unwrap_or_else(Actor::system);
    let mut draft = Draft::of(child, rules, &CommandInfo { by, ..info.clone() });
    resolve(&mut draft, Via::Target);
    draft.push_as_system(Event::PassedOn { target_number: target.number });
    draft
}

/// Where the child would have paged, the target does.
fn told<'a>(
    child: &Incident,
    target: &Incident,
    news: News,
    rules: &'a Rules,
    info: &CommandInfo,
) -> Draft<'a> {
    let mut draft = Draft::of(target, rules, info);
    // What comes and goes is what somebody wanted to be quiet about.
    let is_snoozed = target.lapse.is_some_and(|lapse| lapse.snoozed);
    let lapses_at = if is_snoozed && !news.fresh { None } else { confirm_by(&draft) };
    let (child_id, child_number) = (child.id.clone(), child.number);
    draft.push(Event::MergedAlert { child: child_id, child_number, lapses_at });
    raise_by_merged(&mut draft, child);
    let has_paged = draft
        .events
        .iter()
        .any(|record| matches!(record.event, Event::Paged { .. } | Event::PageForwarded { .. }));
    let is_quiet = draft.incident.status == Status::Acknowledged || draft.incident.is_merged();
    if news.pages && is_quiet && !has_paged {
        escalate::page_next(&mut draft, PageReason::MergedAlert);
    }
    draft
}

fn told_of_end<'a>(child: &Incident, target: &Incident, rules: &'a Rules, info: &CommandInfo) -> Draft<'a> {
    let mut draft = Draft::of(target, rules, info);
    draft.push(Event::MergedEnded(child.into()));
    end_if_clear(&mut draft);
    draft
}

/// Resolves a target that was only kept open by what was merged into it. While its alerts are counted, only their count
/// shows that none fires.
fn end_if_clear(draft: &mut Draft<'_>) {
    let it = &draft.incident;
    let is_quiet = it.resolves_at.is_none_or(|at| at <= draft.now());
    let is_clear =
        it.alerts.open == 0 && !it.is_ended_by_people() && !it.is_counting() && !it.waits_for_merged();
    if it.is_open() && is_clear && is_quiet {
        resolve(draft, Via::AllAlertsCleared);
    }
}

#[cfg(test)]
mod tests;
