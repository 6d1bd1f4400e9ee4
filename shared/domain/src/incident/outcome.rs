//! What was recorded since the version that somebody saw, against what they ask for: done already, or about to be undone.
//!
//! Must not look at commands that already refuse to be repeated.

use super::actor::Actor;
use super::command::Command;
use super::event::{Event, EventRecord, PageReason};
use super::state::Incident;
use super::status_update::{NewUpdate, UpdateRecord};
use super::text::as_kept;
use crate::ids::IncidentId;
use jiff::SignedDuration;

/// A form that is sent twice asks for an end that is a moment later; another length is another wish.
const SAME_FORM: SignedDuration = SignedDuration::from_mins(1);

/// What an event since then means for a command from a page of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It is the command's outcome, so the command must not be carried out twice.
    Done,
    /// The command would undo it.
    Overtaken,
    /// It ended whatever the same command did before, so that asking for it again is no copy of the first time.
    Ended,
}

/// What an event since the version that was seen means for a command; `None`: nothing.
pub fn since(record: &EventRecord, command: &Command, by: &Actor) -> Option<Since> {
    if is_outcome_of(record, command, by) {
        return Some(Since::Done);
    }
    if would_undo(record, command, by) {
        return Some(Since::Overtaken);
    }
    ends_outcome_of(record, command, by).then_some(Since::Ended)
}

/// The same for merging it into a target: that takes it from whoever has it, as escalating does.
pub fn since_merging(record: &EventRecord, into: &IncidentId, by: &Actor) -> Option<Since> {
    match &record.event {
        Event::MergedInto { target, .. } if target == into => Some(Since::Done),
        Event::SplitFrom { .. } => Some(Since::Ended),
        _ => would_undo(record, &Command::Escalate, by).then_some(Since::Overtaken),
    }
}

/// The same for splitting it off.
pub fn since_splitting(record: &EventRecord) -> Option<Since> {
    match record.event {
        Event::SplitFrom { .. } => Some(Since::Done),
        Event::MergedInto { .. } => Some(Since::Ended),
        _ => None,
    }
}

/// Whether the event is the outcome of this command by this actor.
fn is_outcome_of(record: &EventRecord, command: &Command, by: &Actor) -> bool {
    let is_own = record.actor == *by;
    match (&record.event, command) {
        // Whoever asked: one step is enough for all who saw the level before it.
        (Event::Paged { reason: PageReason::Escalated | PageReason::Declined, .. }, Command::Escalate) => {
            true
        }
        (Event::Declined { .. }, Command::Decline) | (Event::Reopened { .. }, Command::Reopen) => is_own,
        (Event::Paged { reason: PageReason::Reassigned, responders, .. }, Command::Reassign { to }) => {
            responders == to
        }
        (Event::ResponderAdded { responder, .. }, Command::AddResponder { who }) => responder == who,
        (Event::Acknowledged { .. }, Command::Acknowledge { .. })
        | (Event::TakenOver(_), Command::TakeOver { .. }) => is_own,
        (Event::Snoozed { until }, Command::Snooze { until: asked }) => {
            is_own && until.duration_until(*asked).abs() < SAME_FORM
        }
        (Event::NoteAdded { text, .. }, Command::Note { text: asked }) => is_own && *text == as_kept(asked),
        (Event::SeveritySet { to, .. }, Command::SetSeverity { to: asked }) => is_own && to == asked,
        (Event::Reported { text }, Command::Report { text: asked }) => is_own && *text == as_kept(asked),
        (
            Event::StatusUpdated(UpdateRecord { phase, text, .. }),
            Command::PublishUpdate(NewUpdate { phase: to, text: asked, .. }),
        ) => is_own && phase == to && *text == as_kept(asked),
        (Event::StatusUpdated(_), Command::PublishDraft)
        | (Event::DraftDiscarded { .. }, Command::DiscardDraft) => is_own,
        _ => false,
    }
}

/// Of what was recorded since the version that somebody saw, newest first, the event that decides about a command: it is done, or would
/// undo something. What is done counts only while it lasts; `has_it`: for whoever acknowledges.
pub fn decisive(
    newest: Vec<EventRecord>,
    incident: &Incident,
    since: impl Fn(&EventRecord) -> Option<Since>,
    has_it: Option<&Actor>,
) -> Option<(Since, EventRecord)> {
    let mut ended = false;
    for record in newest {
        match since(&record) {
            Some(Since::Done) if !ended && has_it.is_none_or(|by| still_counts(incident, by, &record)) => {
                return Some((Since::Done, record));
            }
            Some(Since::Overtaken) => return Some((Since::Overtaken, record)),
            Some(Since::Ended) => ended = true,
            Some(Since::Done) | None => {}
        }
    }
    None
}

/// Whether somebody's acknowledgement counts: they have the incident and are not asked whether they still do; or they only said that
/// they come, and somebody else has it all the time.
fn still_counts(incident: &Incident, by: &Actor, acknowledged: &EventRecord) -> bool {
    let asked = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    let Some(acknowledgement) = &incident.acknowledgement else { return false };
    match acknowledgement.by == *by {
        true => !asked,
        false => acknowledgement.at <= acknowledged.at && !incident.awaits(by),
    }
}

/// Whether what this command did before is over by the event.
fn ends_outcome_of(record: &EventRecord, command: &Command, by: &Actor) -> bool {
    match (&record.event, command) {
        (Event::Resolved { .. }, Command::Reopen) => true,
        (Event::Paged { responders, .. }, Command::Decline) => {
            responders.iter().any(|name| by.is_responder(name))
        }
        (Event::ResponderAdded { responder, .. }, Command::Decline) => by.is_responder(responder),
        (Event::Declined { .. }, Command::AddResponder { who }) => record.actor.is_responder(who),
        (Event::Paged { .. }, Command::Reassign { .. }) => true,
        _ => false,
    }
}

/// Whether this command would undo what the event records: somebody else acknowledged the incident, took it over, snoozed it or
/// resolved it; or it got worse, and whoever acknowledges does not know. A word more never undoes anything.
fn would_undo(record: &EventRecord, command: &Command, by: &Actor) -> bool {
    let moves_on = matches!(
        command,
        Command::Escalate
            | Command::Reassign { .. }
            | Command::Snooze { .. }
            | Command::Resolve { .. }
            | Command::TakeOver { .. }
    );
    let acknowledges = matches!(command, Command::Acknowledge { .. } | Command::TakeOver { .. });
    let rates = matches!(command, Command::SetSeverity { .. });
    let by_another = record.actor.is_person() && record.actor != *by;
    match &record.event {
        Event::SeverityRaised { .. } => acknowledges || rates,
        Event::SeveritySet { to, from, .. } => by_another && (rates || acknowledges && to < from),
        Event::Resolved { .. } => by_another && !matches!(command, Command::Note { .. } | Command::Reopen),
        // Resolving it would end what they merged into it.
        Event::Merged { .. } => by_another && matches!(command, Command::Resolve { .. }),
        // Customers would read two people who do not know of each other.
        Event::StatusUpdated(_) => {
            by_another && matches!(command, Command::PublishUpdate(_) | Command::PublishDraft)
        }
        Event::Acknowledged { .. } | Event::TakenOver(_) | Event::Snoozed { .. } | Event::Reopened { .. } => {
            by_another && moves_on
        }
        Event::Paged { reason: PageReason::Reassigned, responders, .. } => {
            let to_them = responders.iter().any(|name| by.is_responder(name));
            by_another && (moves_on || acknowledges && !to_them)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{Impact, Phase, TakenOver, Via};
    use crate::severity::Severity;
    use jiff::Timestamp;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn snoozed(until: Timestamp) -> EventRecord {
        EventRecord {
            incident_id: "inc_1".into(),
            number: 1,
            seq: 3,
            at: at(0),
            recorded_at: at(0),
            actor: Actor::responder(&"ana".into()),
            wake_at: None,
            event: Event::Snoozed { until },
        }
    }

    #[test]
    fn a_snooze_that_is_sent_twice_is_one_and_another_length_is_another() {
        let (ana, ben) = (Actor::responder(&"ana".into()), Actor::responder(&"ben".into()));
        let again = |until, by| since(&snoozed(at(1_800)), &Command::Snooze { until }, by);
        assert_eq!(again(at(1_802), &ana), Some(Since::Done));
        assert_eq!(again(at(3_600), &ana), None, "she wants it longer");
        assert_eq!(again(at(900), &ana), None, "or shorter");
        assert_eq!(again(at(3_600), &ben), Some(Since::Overtaken));
    }

    #[test]
    fn what_ended_meanwhile_may_be_asked_for_again() {
        let (ana, ben) = (Actor::responder(&"ana".into()), Actor::responder(&"ben".into()));
        let record = |event, actor: &Actor| EventRecord { event, actor: actor.clone(), ..snoozed(at(0)) };
        let resolved = Event::Resolved { via: Via::Console };
        assert_eq!(since(&record(resolved, &ben), &Command::Reopen, &ana), Some(Since::Ended));
        let declined = Event::Declined { next_contact_at: None };
        let asks = Command::AddResponder { who: "ben".into() };
        assert_eq!(since(&record(declined.clone(), &ben), &asks, &ana), Some(Since::Ended));
        assert_eq!(since(&record(declined, &ana), &asks, &ana), None, "somebody else declined");
        let added = Event::ResponderAdded { responder: "ana".into(), next_contact_at: None };
        assert_eq!(since(&record(added, &ben), &Command::Decline, &ana), Some(Since::Ended));
    }

    #[test]
    fn nobody_takes_over_from_another_person_than_the_page_showed() {
        let [ana, ben, cho] = ["ana", "ben", "cho"].map(|name| Actor::responder(&name.into()));
        let taken = TakenOver { from: ana, lapses_at: None };
        let taken = EventRecord { event: Event::TakenOver(taken), actor: cho.clone(), ..snoozed(at(0)) };
        let take_over = Command::TakeOver { via: Via::Console };
        assert_eq!(since(&taken, &take_over, &ben), Some(Since::Overtaken));
        assert_eq!(since(&taken, &take_over, &cho), Some(Since::Done), "sent twice");
        let worse = Event::SeveritySet {
            from: Severity::Sev3,
            to: Severity::Sev1,
            worst_known: Severity::Sev3,
            lapses_at: None,
        };
        let worse = EventRecord { event: worse, actor: cho.clone(), ..snoozed(at(0)) };
        assert_eq!(
            since(&worse, &take_over, &ben),
            Some(Since::Overtaken),
            "nobody takes what they do not know"
        );
        let resolve = Command::Resolve { via: Via::Console, note: None };
        assert_eq!(since(&taken, &resolve, &ben), Some(Since::Overtaken));
    }

    #[test]
    fn nobody_tells_customers_something_without_knowing_what_somebody_else_told_them() {
        let (ana, ben) = (Actor::responder(&"ana".into()), Actor::responder(&"ben".into()));
        let told = Event::StatusUpdated(UpdateRecord {
            phase: Phase::Identified,
            text: "It is the database.".to_owned(),
            impact: Impact::Minor,
            components: Default::default(),
            states: Default::default(),
            silent: false,
            translations: Default::default(),
            named: Vec::new(),
            generic: false,
            lapses_at: None,
            remind_at: None,
        });
        let told = EventRecord { event: told, ..snoozed(at(0)) };
        let publish = |text: &str| Command::PublishUpdate(NewUpdate::saying(Phase::Monitoring, text));
        assert_eq!(since(&told, &publish("We watch it."), &ben), Some(Since::Overtaken));
        assert_eq!(since(&told, &publish("We watch it."), &ana), None, "her own");
        assert_eq!(since(&told, &Command::Escalate, &ben), None);
    }
}
