//! Whether an event is the outcome of a command, so that a repeated command is not carried out twice.
//!
//! Must not look at commands that already refuse to be repeated.

use super::actor::Actor;
use super::command::Command;
use super::event::{Event, EventRecord, PageReason};
use super::text::as_kept;

/// Whether the event is the outcome of this command by this actor.
pub fn is_outcome_of(record: &EventRecord, command: &Command, by: &Actor) -> bool {
    let is_own = record.actor == *by;
    match (&record.event, command) {
        (Event::Paged { reason: PageReason::Escalated, .. }, Command::Escalate) => true,
        (Event::Paged { reason: PageReason::Declined, .. }, Command::Decline) => is_own,
        (Event::Paged { reason: PageReason::Reassigned, responders, .. }, Command::Reassign { to }) => {
            responders == to
        }
        (Event::ResponderAdded { responder, .. }, Command::AddResponder { who }) => responder == who,
        (Event::Snoozed { .. }, Command::Snooze { .. }) => is_own,
        (Event::NoteAdded { text, .. }, Command::Note { text: asked }) => is_own && *text == as_kept(asked),
        (Event::StatusUpdated { phase, text, .. }, Command::PublishUpdate { phase: to, text: asked, .. }) => {
            is_own && phase == to && *text == as_kept(asked)
        }
        _ => false,
    }
}

/// Whether this command, asked for from a page of before, would undo what the event records: somebody else acknowledged the
/// incident, took it over, snoozed it or resolved it. A word more never does.
pub fn would_undo(record: &EventRecord, command: &Command, by: &Actor) -> bool {
    let by_another = record.actor.is_person() && record.actor != *by;
    let moves_on = matches!(
        command,
        Command::Escalate | Command::Reassign { .. } | Command::Snooze { .. } | Command::Resolve { .. }
    );
    by_another
        && match record.event {
            Event::Resolved { .. } => !matches!(command, Command::Note { .. }),
            Event::Acknowledged { .. }
            | Event::Snoozed { .. }
            | Event::Paged { reason: PageReason::Reassigned, .. } => moves_on,
            _ => false,
        }
}
