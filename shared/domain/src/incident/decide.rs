//! Turns commands into events.

use super::actor::Actor;
use super::command::{Command, CommandInfo, Opening};
use super::draft::{Decided, Draft};
use super::event::{Event, EventRecord, HoldEnd, Opened, PageReason, Via};
use super::hold::{Hold, HoldReason};
use super::lapse::renewed_lapse;
use super::raise_severity::set_severity;
use super::refusal::Refusal;
use super::reopen::{recount, reopen};
use super::resolve::resolve;
use super::state::Incident;
use super::text::as_kept;
use super::{
    acknowledge, alerts, engagements, escalate, foreign_links, hand_over, publish_by_itself, publish_update,
    tick,
};
use crate::alarm::{MAX_SUMMARY, clip};
use crate::drill::{self, DrillTimes};
use crate::report_page;
use crate::routing::NoData;
use crate::settings::Rules;
use crate::triage::STORM;
use jiff::Timestamp;

/// Opens an incident and pages the first level.
pub fn open(opening: &Opening<'_>, rules: &Rules, now: Timestamp) -> Decided {
    let info = CommandInfo { by: Actor::source(&opening.event.source), now };
    begin(opening, opened(opening, rules, now), rules, info).finish()
}

/// An incident that just opened, with its first page.
pub(super) fn begin<'a>(
    opening: &Opening<'_>,
    opened: Opened,
    rules: &'a Rules,
    info: CommandInfo,
) -> Draft<'a> {
    let now = info.now;
    let record = EventRecord {
        incident_id: opening.id.clone(),
        number: opening.number,
        seq: 1,
        at: now,
        recorded_at: now,
        actor: info.by.clone(),
        wake_at: None,
        event: Event::Opened(Box::new(opened.clone())),
    };
    let incident = Incident::start(&record, &opened);
    let hold = incident.hold.as_ref().map(|hold| hold.by.clone());
    let mut draft = Draft { incident, rules, info, events: vec![record], armed_for: None };
    match hold {
        None => {
            publish_by_itself::publish_opening(&mut draft);
            escalate::page_next(&mut draft, PageReason::Opened);
        }
        Some(HoldReason::Report) => escalate::inform(&mut draft),
        Some(_) => {}
    }
    draft
}

pub(super) fn opened(opening: &Opening<'_>, rules: &Rules, now: Timestamp) -> Opened {
    let Opening { event, routed, .. } = opening;
    let service = rules.service(&routed.service);
    let policy = rules.policy(&service);
    let (named, foreign) = foreign_links::split(event);
    let drill = DrillTimes::of(event, now);
    let (name, service_title, title) = match opening.bundle {
        true => (STORM.into(), "Alert storm".to_owned(), format!("many services at once; {}", event.summary)),
        false if drill.is_some() => {
            (routed.service.clone(), service.title, format!("DRILL: {}", event.summary))
        }
        false => (routed.service.clone(), service.title, event.summary.clone()),
    };
    // The alarm behind a drill is gone soon, or was never there.
    let (detail, links) = match drill {
        Some(_) => (drill::EXPLANATION.to_owned(), Vec::new()),
        None => (event.detail.clone(), foreign),
    };
    Opened {
        title: clip(&title, MAX_SUMMARY),
        service: name,
        service_title,
        severity: routed.severity,
        alert: event.alert_key(),
        because: routed.because.clone(),
        detail,
        links,
        runbook: named.or(service.runbook),
        turn: opening.turn,
        policy,
        components: service.components,
        group: opening.group.clone(),
        previous: opening.previous.clone(),
        hold: opening.hold.clone(),
        warning: event.kind.has_no_data() && routed.no_data == NoData::Warn,
        bundle: opening.bundle,
        declared: false,
        public_only: false,
        reported: report_page::is_report(&event.source),
        drill,
    }
}

/// Decides how a command changes an incident.
///
/// # Errors
/// Returns why the command changes nothing. The caller informs the person, or drops a stale timer.
pub fn decide(
    incident: &Incident,
    command: &Command,
    rules: &Rules,
    info: &CommandInfo,
) -> Result<Decided, Refusal> {
    if let Some(into) = incident.merged_into.as_ref().filter(|_| command.is_for_target()) {
        return Err(Refusal::Merged(Box::new(into.clone())));
    }
    let mut draft = Draft::of(incident, rules, info);
    match command {
        Command::JoinAlert(joining) => alerts::join(&mut draft, joining)?,
        Command::RepeatAlert { alert, summary, severity, held, warning, inhibited } => {
            let worse = (!inhibited).then_some((*severity, *warning));
            alerts::repeat(&mut draft, alert, summary, worse, *held)?;
        }
        Command::ClearAlert { alert, summary, quiet, released } => {
            alerts::clear(&mut draft, alert, summary, (*quiet, *released))?
        }
        Command::FinishRelease if incident.release_at.is_none() => return Err(Refusal::AlreadyDone),
        Command::FinishRelease => draft.push_as_system(Event::ReleaseFinished),
        Command::Count { counter } => alerts::count(&mut draft, counter)?,
        Command::Acknowledge { via } => acknowledge::by_person(&mut draft, *via)?,
        Command::TakeOver { via } => acknowledge::take_over(&mut draft, *via)?,
        Command::AcknowledgeAlert { alert, summary, again } => {
            acknowledge::by_source(&mut draft, alert, summary, *again)?;
        }
        Command::Escalate => escalate::by_hand(&mut draft)?,
        Command::Decline => escalate::declined(&mut draft)?,
        Command::SetSeverity { to } => set_severity(&mut draft, *to)?,
        Command::Note { text } => note(&mut draft, text)?,
        Command::Report { text } => report(&mut draft, text)?,
        Command::Resolve { via, note } => end(&mut draft, *via, note.as_deref())?,
        Command::Reopen => reopen(&mut draft)?,
        Command::Recount { firing } => recount(&mut draft, firing)?,
        Command::PublishUpdate(update) => publish_update::publish_update(&mut draft, update)?,
        Command::PublishDraft => publish_update::publish_draft(&mut draft)?,
        Command::DiscardDraft => publish_update::discard_draft(&mut draft)?,
        Command::ChangeUpdate { seq, text } => {
            publish_update::change_update(&mut draft, *seq, text.as_deref())?
        }
        Command::Tick => tick::tick(&mut draft)?,
        Command::RecordFailures { failures } => engagements::record_failures(&mut draft, failures)?,
        Command::Reschedule => engagements::reschedule(&mut draft)?,
        Command::Snooze { until } => hand_over::snooze(&mut draft, *until)?,
        Command::Reassign { to } => hand_over::reassign(&mut draft, to)?,
        Command::AddResponder { who } => hand_over::add_responder(&mut draft, who)?,
        Command::ApplyPolicy => hand_over::apply_policy(&mut draft)?,
        Command::Move { policy } => hand_over::move_to(&mut draft, policy)?,
        Command::AddContext { .. } if incident.has_context => return Err(Refusal::AlreadyDone),
        Command::AddContext { found } => draft.push(Event::ContextAdded(found.clone())),
        Command::SchedulePostmortem { due_at, remind_at, draft: at } => {
            schedule_postmortem(&mut draft, *due_at, remind_at, at)?;
        }
    }
    Ok(draft.finish())
}

/// Ends it, with what the person says about that.
fn end(draft: &mut Draft<'_>, via: Via, words: Option<&str>) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if let Some(text) = words.filter(|text| !text.trim().is_empty()) {
        note(draft, text)?;
    }
    resolve(draft, via);
    Ok(())
}

/// One more report of an open incident. Of one that is held nobody would hear.
fn report(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if text.trim().is_empty() {
        return Err(Refusal::EmptyText);
    }
    match draft.incident.hold.clone() {
        Some(Hold { by: HoldReason::Report, .. }) => alerts::release(draft, HoldEnd::NewAlert),
        Some(Hold { by, until }) => return Err(Refusal::HeldBack { by, until }),
        None => {}
    }
    draft.push(Event::Reported { text: as_kept(text) });
    Ok(())
}

fn note(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::EmptyText);
    }
    let lapses_at = renewed_lapse(draft);
    draft.push(Event::NoteAdded { text: as_kept(text), lapses_at });
    Ok(())
}

fn schedule_postmortem(
    draft: &mut Draft<'_>,
    due_at: Timestamp,
    remind_at: &[Timestamp],
    at: &str,
) -> Result<(), Refusal> {
    if draft.incident.is_open() {
        return Err(Refusal::StillOpen);
    }
    let known = draft.incident.postmortem.clone();
    if known.as_ref().is_some_and(|known| !known.is_reopened) {
        return Err(Refusal::AlreadyDone);
    }
    // Reopening keeps the draft, which people edit, and whose it is.
    let moved = known.is_some();
    let (owner, at) = known.map_or((None, at.to_owned()), |known| (known.owner, known.draft));
    let owner = owner.or_else(|| draft.incident.owner());
    draft.push(Event::PostmortemScheduled { owner, due_at, remind_at: remind_at.to_vec(), draft: at, moved });
    Ok(())
}
