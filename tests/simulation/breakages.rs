//! Named breakages: what a careless change could do. A run with one of them must be found broken.
//!
//! They are made at the ports of the simulation alone; nothing that is released knows of them.

use super::invariants::fold;
use callout_domain::incident::{EscalationStep, Event, EventRecord, Incident, PageReason, Via};
use callout_ports::{Change, Commit};
use jiff::SignedDuration;

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breakage {
    SkipTheClaim,
    ForgetWhatWasSent,
    RememberIncidents,
    BelieveRefusals,
    BelieveOldEvents,
    ForgetGroups,
    ForgetFailures,
    DropTheSweep,
    SweepLate,
    PublishBeforeCommit,
    OverwriteOthers,
    LoseStreamRecords,
    SkipFailedRecords,
    LoseContactQueueTimers,
    FreezeThePage,
    PublishThePageOnce,
    ForgetTheLapse,
    NeverTheNextLevel,
    WaitTwiceAsLong,
    NobodyOnTheFallback,
    SnoozeLonger,
    HoldLonger,
    StayOpen,
    ForgetAlerts,
    ForgetCounts,
    ForgetWhatWasExplained,
    PageTheWrongPerson,
    PageAfterAcknowledgement,
    RepeatAnEvent,
    KeepOnAfterDeclining,
    DeclineInSilence,
    BelieveConflicts,
    ForgetWhatWasSeen,
    MissAddresses,
    ForgetTheBundle,
    ForgetWhatWaits,
    NothingIsUrgent,
    HideWhatIsOld,
    DropWhatCannotBeRead,
    ForgetStorms,
    TargetsStaySilent,
}

/// Every breakage, with its words.
pub(super) const ALL: [(Breakage, &str); 41] = [
    (Breakage::SkipTheClaim, "notify skips the claim"),
    (Breakage::ForgetWhatWasSent, "notify forgets to record what it sent"),
    (Breakage::RememberIncidents, "notify remembers incidents as it first read them"),
    (Breakage::BelieveRefusals, "notify takes a refusal for an answer"),
    (Breakage::BelieveOldEvents, "triage believes old events"),
    (Breakage::ForgetGroups, "triage forgets the group's incident"),
    (Breakage::ForgetFailures, "a batch reports success for what failed"),
    (Breakage::DropTheSweep, "the sweep is dropped"),
    (Breakage::SweepLate, "the sweep looks only at what is twenty minutes late"),
    (Breakage::PublishBeforeCommit, "events are published before they are committed"),
    (Breakage::OverwriteOthers, "a conflict overwrites what others wrote"),
    (Breakage::LoseStreamRecords, "the outbox loses records"),
    (Breakage::SkipFailedRecords, "the outbox goes on after a record that failed"),
    (Breakage::LoseContactQueueTimers, "a contact's queue arms no timer"),
    (Breakage::FreezeThePage, "the status page's document freezes"),
    (Breakage::PublishThePageOnce, "the status page's files are written once"),
    (Breakage::ForgetTheLapse, "acknowledgements do not lapse"),
    (Breakage::NeverTheNextLevel, "the next level is never due"),
    (Breakage::WaitTwiceAsLong, "levels wait twice as long"),
    (Breakage::NobodyOnTheFallback, "the fallback pages nobody"),
    (Breakage::SnoozeLonger, "a snooze lasts an hour longer"),
    (Breakage::HoldLonger, "a hold lasts an hour longer"),
    (Breakage::StayOpen, "the last end does not resolve the incident"),
    (Breakage::ForgetAlerts, "some alerts are not written"),
    (Breakage::ForgetCounts, "counted alerts are not added"),
    (Breakage::ForgetWhatWasExplained, "what was explained is not kept"),
    (Breakage::PageTheWrongPerson, "a page names somebody else"),
    (Breakage::PageAfterAcknowledgement, "the clock pages although somebody acknowledged"),
    (Breakage::RepeatAnEvent, "an event is recorded twice"),
    (Breakage::KeepOnAfterDeclining, "whoever declines is notified all the same"),
    (Breakage::DeclineInSilence, "a page that is declined pages nobody else"),
    (Breakage::BelieveConflicts, "the page of a link says that it is done where others were first"),
    (Breakage::ForgetWhatWasSeen, "forms forget which version they were rendered from"),
    (Breakage::MissAddresses, "notify reads the settings without the addresses"),
    (Breakage::ForgetTheBundle, "a contact's queue forgets the bundle that is being sent"),
    (Breakage::ForgetWhatWaits, "a page that waits counts as delivered"),
    (Breakage::NothingIsUrgent, "a contact's queue does not know what is urgent"),
    (Breakage::HideWhatIsOld, "the index of what is open knows only the last hour"),
    (Breakage::DropWhatCannotBeRead, "notify drops events that it cannot read"),
    (Breakage::ForgetStorms, "triage forgets how many incidents a policy had"),
    (Breakage::TargetsStaySilent, "nothing pages where something was merged and got worse"),
];

/// The commit as the breakage would have made it.
pub(super) fn tampered(breakage: Breakage, before: &[Option<Incident>], commit: &Commit) -> Commit {
    let mut commit = commit.clone();
    match breakage {
        Breakage::ForgetAlerts
            if commit.change.as_ref().is_some_and(|change| change.incident.number % 3 == 0) =>
        {
            commit.alerts.clear();
        }
        Breakage::ForgetCounts => commit.counting = None,
        Breakage::ForgetWhatWasExplained => commit.explained.clear(),
        _ => {}
    }
    for (change, before) in commit.change.iter_mut().chain(&mut commit.beside).zip(before) {
        tamper(breakage, before.as_ref(), change);
    }
    commit
}

fn tamper(breakage: Breakage, before: Option<&Incident>, change: &mut Change) {
    let of_merged = change.events.iter().any(|record| matches!(record.event, Event::MergedAlert { .. }));
    let stays_silent = breakage == Breakage::TargetsStaySilent && of_merged;
    let is_left_out = |record: &&EventRecord| stays_silent && matches!(record.event, Event::Paged { .. });
    let kept = change.events.iter().filter(|record| !is_left_out(record));
    let events: Vec<EventRecord> = kept.flat_map(|record| broken(breakage, record)).collect();
    if events == change.events || events.is_empty() {
        return;
    }
    let mut state = before.cloned();
    change.events = events
        .into_iter()
        .map(|record| {
            let seq = state.as_ref().map_or(0, |state| state.version) + 1;
            let record = EventRecord { seq, ..record };
            state = Some(fold(state.take(), &record));
            record
        })
        .collect();
    change.incident = state.unwrap_or_else(|| change.incident.clone());
}

/// An event as the breakage would have it: changed, left out, or more than one.
fn broken(breakage: Breakage, record: &EventRecord) -> Vec<EventRecord> {
    let mut record = record.clone();
    let hour = SignedDuration::from_hours(1);
    match (breakage, &mut record.event) {
        (Breakage::ForgetTheLapse, Event::Acknowledged { lapses_at, .. }) => *lapses_at = None,
        (Breakage::NeverTheNextLevel, Event::Paged { next_at, step: EscalationStep::Level(0), .. }) => {
            *next_at = None
        }
        (Breakage::WaitTwiceAsLong, Event::Paged { next_at: Some(next_at), .. }) => {
            *next_at += next_at.duration_since(record.at);
        }
        (Breakage::NobodyOnTheFallback, Event::Paged { step: EscalationStep::Fallback, responders, .. }) => {
            responders.clear();
        }
        (Breakage::SnoozeLonger, Event::Snoozed { until }) => *until += hour,
        (Breakage::HoldLonger, Event::Opened(opened)) => {
            if let Some(hold) = &mut opened.hold {
                hold.until += hour;
            }
        }
        (Breakage::StayOpen, Event::Resolved { via: Via::AllAlertsCleared }) => return Vec::new(),
        (Breakage::PageTheWrongPerson, Event::Paged { responders, step: EscalationStep::Level(_), .. }) => {
            *responders = vec!["eve".into()];
        }
        (Breakage::PageAfterAcknowledgement, Event::AckReminded { .. }) => {
            record.event = Event::Paged {
                cycle: 1,
                step: EscalationStep::Level(0),
                responders: vec!["eve".into()],
                reason: PageReason::NotAcknowledged,
                next_at: None,
                urgency: callout_domain::responder::Urgency::High,
                all_must_acknowledge: false,
                next_contact_at: None,
            };
        }
        (Breakage::KeepOnAfterDeclining, Event::Declined { .. })
        | (Breakage::DeclineInSilence, Event::Paged { reason: PageReason::Declined, .. })
        | (Breakage::ForgetWhatWaits, Event::DeliveryQueued(_)) => return Vec::new(),
        (Breakage::RepeatAnEvent, Event::AlertCleared { .. }) => return vec![record.clone(), record],
        _ => {}
    }
    vec![record]
}
