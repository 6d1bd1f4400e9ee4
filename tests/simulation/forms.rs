//! The forms of pages, as people fill them in.

use super::chance::Chance;
use super::settings::PEOPLE;
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Event, EventRecord, PageReason};

/// A form of a page's link or of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    Acknowledge,
    /// Only the link of a page has it.
    Decline,
    Escalate,
    Resolve,
    Note,
    Snooze(i64),
    Reassign(&'static str),
    Ask(&'static str),
    /// Only the console has these.
    Publish,
    Reopen,
    /// Holds back its alarms for so many minutes, and acknowledges it.
    Silence(i64),
    /// Into another, by its number.
    Merge(IncidentId, u64),
    Split,
}

/// Somebody with a page of an incident in front of them.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) incident: IncidentId,
    pub(super) who: ResponderName,
    pub(super) form: Form,
    /// The version of the incident that the page shows.
    pub(super) seen: u64,
}

/// The most minutes of a silence: it must be over before the run is.
const LONGEST_SILENCE: i64 = 45;

/// The words of every note.
pub(super) const WORDS: &str = "looking";

impl Form {
    /// What somebody fills in who was paged.
    pub(super) fn draw(chance: &mut Chance) -> Self {
        match chance.below(11) {
            0..=2 => Self::Acknowledge,
            3 | 4 => Self::Decline,
            5 => Self::Escalate,
            6 => Self::Resolve,
            7 => Self::Note,
            8 => Self::Snooze(chance.between(5, 45)),
            9 => Self::Reassign(chance.of::<&str>(&PEOPLE)),
            _ => Self::Ask(chance.of::<&str>(&PEOPLE)),
        }
    }

    /// What somebody fills in who opens it in the console.
    pub(super) fn draw_in_the_console(chance: &mut Chance) -> Self {
        match chance.below(8) {
            0 => Self::Reopen,
            1 => Self::Silence(chance.between(5, LONGEST_SILENCE)),
            _ => Some(Self::draw(chance)).filter(|form| *form != Self::Decline).unwrap_or(Self::Publish),
        }
    }

    /// Its fields, as a browser sends them.
    pub(super) fn fields(&self) -> String {
        match self {
            Self::Acknowledge => "do=acknowledge".to_owned(),
            Self::Decline => "do=decline".to_owned(),
            Self::Escalate => "do=escalate".to_owned(),
            Self::Resolve => format!("do=resolve&text={WORDS}"),
            Self::Note => format!("do=note&text={WORDS}"),
            Self::Snooze(minutes) => format!("do=snooze&minutes={minutes}"),
            Self::Reassign(to) => format!("do=reassign&who={to}"),
            Self::Ask(who) => format!("do=ask&who={who}"),
            Self::Reopen => "do=reopen".to_owned(),
            Self::Silence(minutes) => format!("minutes={minutes}&acknowledge=1&text={WORDS}"),
            Self::Merge(_, number) => format!("into={number}"),
            Self::Split => String::new(),
            Self::Publish => format!("do=publish_update&phase=identified&impact=minor&sure=yes&text={WORDS}"),
        }
    }

    /// Whether an event is what the form asks for, whoever asked.
    pub(super) fn is_done_by(&self, record: &EventRecord, by: &Actor) -> bool {
        let own = record.actor == *by;
        match (self, &record.event) {
            (Self::Acknowledge, Event::Acknowledged { .. })
            | (Self::Decline, Event::Declined { .. })
            | (Self::Snooze(_), Event::Snoozed { .. })
            | (Self::Note, Event::NoteAdded { .. })
            | (Self::Reopen, Event::Reopened { .. })
            | (Self::Publish, Event::StatusUpdated(_)) => own,
            (Self::Resolve, Event::Resolved { .. }) | (Self::Split, Event::SplitFrom { .. }) => true,
            (Self::Merge(into, _), Event::MergedInto { target, .. }) => target == into,
            (Self::Escalate, Event::Paged { reason, .. }) => {
                matches!(reason, PageReason::Escalated | PageReason::Declined)
            }
            (Self::Reassign(to), Event::Paged { reason: PageReason::Reassigned, responders, .. }) => {
                responders.iter().all(|name| name.as_str() == *to)
            }
            (Self::Ask(who), Event::ResponderAdded { responder, .. }) => responder.as_str() == *who,
            _ => false,
        }
    }

    /// Whether it would undo what others did: take from somebody what they have, or end it.
    pub(super) fn moves_on(&self) -> bool {
        matches!(self, Self::Escalate | Self::Reassign(_) | Self::Snooze(_) | Self::Resolve | Self::Merge(..))
    }
}
