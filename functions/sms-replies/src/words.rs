//! The texts of answers: what was done, or why nothing was.
//!
//! At most two parts of a text message, so that an answer costs no more than a page.

use callout_domain::alarm::clip;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, Decided, Event, EventRecord, Incident, Refusal};
use callout_domain::link::ReplyCode;
use callout_domain::notification::Act;
use callout_domain::settings::Rules;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How much of a title is repeated (characters): enough to recognize it.
const TITLE: usize = 80;
/// How many incidents are listed when it asks which one.
const NAMED: usize = 5;

/// The reader of the answer.
pub(crate) struct Reader<'a> {
    pub(crate) name: &'a ResponderName,
    pub(crate) rules: &'a Rules,
}

pub(crate) fn done(act: Act, decided: &Decided, code: ReplyCode) -> String {
    let incident = &decided.incident;
    let number = incident.number;
    match act {
        Act::Resolve => format!("Closed {}", titled(incident)),
        Act::Escalate => {
            let paged = decided.events.iter().find_map(|record| match &record.event {
                Event::Paged { responders, .. } => Some(responders.as_slice()),
                _ => None,
            });
            escalated(incident, paged.unwrap_or_default())
        }
        Act::Acknowledge | Act::AcknowledgeAll | Act::Help => {
            format!(
                "You have {}. Reply {number}c {code} to close it, {number}e {code} to page the next level.",
                titled(incident)
            )
        }
    }
}

pub(crate) fn escalated(incident: &Incident, paged: &[ResponderName]) -> String {
    let names: Vec<&str> = paged.iter().map(ResponderName::as_str).collect();
    let whom = if names.is_empty() { "the next level".to_owned() } else { names.join(", ") };
    format!("Paged {whom} for {}", titled(incident))
}

pub(crate) fn refused(incident: &Incident, refusal: &Refusal, reader: &Reader<'_>) -> String {
    let what = briefly(incident);
    match refusal {
        Refusal::AlreadyAcknowledged(acknowledgement) => {
            format!("{} {what} since {}.", reader.has(&acknowledgement.by), reader.clock(acknowledgement.at))
        }
        Refusal::AlreadyResolved(at) => format!("{what} is over since {}.", reader.clock(*at)),
        Refusal::Merged(into) => {
            let number = into.number;
            format!(
                "{what} is part of #{number} now: {} merged it. Nothing was done; its link shows #{number}.",
                into.by
            )
        }
        Refusal::Overtaken(record) => overtaken(&what, record, reader),
        other => format!("Nothing was done about {what}: {other}."),
    }
}

fn overtaken(what: &str, record: &EventRecord, reader: &Reader<'_>) -> String {
    let did = match record.event {
        Event::Acknowledged { .. } => "acknowledged",
        Event::TakenOver(_) => "took over",
        Event::Snoozed { .. } => "snoozed",
        Event::Reopened { .. } => "reopened",
        Event::Paged { .. } => "reassigned",
        _ => "changed",
    };
    let (by, at) = (reader.name_of(&record.actor), reader.clock(record.at));
    format!(
        "{by} {did} {what} at {at}, after you wrote. Nothing was done. To do it all the same, reply again."
    )
}

pub(crate) fn unknown(number: u64) -> String {
    format!("There is no incident #{number}. Nothing was done.")
}

pub(crate) fn not_yours(incident: &Incident) -> String {
    format!("You were not paged for {}. Nothing was done; the console takes it.", briefly(incident))
}

pub(crate) fn late(number: Option<u64>) -> String {
    let which = number.map(|number| format!(" to #{number}")).unwrap_or_default();
    format!(
        "Your reply{which} came more than an hour late and was not carried out. Reply again or open the link in the page."
    )
}

pub(crate) fn nothing() -> String {
    "Nothing is open that you were paged for.".to_owned()
}

/// Says what to reply, with the code of the page.
pub(crate) fn with_code(act: Act, incident: &Incident, code: ReplyCode) -> String {
    format!(
        "Nothing was done yet. To {} {}, reply {}",
        verb(act),
        briefly(incident),
        command(act, incident, code)
    )
}

pub(crate) fn all_with_code(waiting: usize, code: ReplyCode) -> String {
    format!("Nothing was done yet. To acknowledge all {waiting}, reply aa {code}")
}

/// Asks which of several incidents is meant, newest first.
pub(crate) fn which<'a>(
    act: Act,
    several: impl ExactSizeIterator<Item = (&'a Incident, ReplyCode)>,
) -> String {
    let more = several.len().saturating_sub(NAMED);
    let named: Vec<String> = several
        .take(NAMED)
        .map(|(incident, code)| {
            format!("{} for {}", command(act, incident, code), clip(&incident.service_title, 20))
        })
        .collect();
    let more = if more > 0 { format!("; {more} more") } else { String::new() };
    format!("Which one to {}? Reply {}{more}. Nothing was done yet.", verb(act), named.join(", "))
}

fn verb(act: Act) -> &'static str {
    match act {
        Act::Resolve => "close",
        Act::Escalate => "page the next level for",
        Act::Acknowledge | Act::AcknowledgeAll | Act::Help => "acknowledge",
    }
}

fn command(act: Act, incident: &Incident, code: ReplyCode) -> String {
    let letter = match act {
        Act::Resolve => 'c',
        Act::Escalate => 'e',
        Act::Acknowledge | Act::AcknowledgeAll | Act::Help => 'a',
    };
    format!("{}{letter} {code}", incident.number)
}

pub(crate) fn all(taken: &[u64], more: usize) -> String {
    if taken.is_empty() {
        return "Nothing is waiting for you.".to_owned();
    }
    let taken: Vec<String> = taken.iter().map(|number| format!("#{number}")).collect();
    let more = if more > 0 { format!(" {more} more wait: reply the same again.") } else { String::new() };
    format!("You have {}.{more}", taken.join(", "))
}

fn briefly(incident: &Incident) -> String {
    format!("#{} {}", incident.number, clip(&incident.service_title, 30))
}

fn titled(incident: &Incident) -> String {
    format!("{}: {}", briefly(incident), clip(&incident.title, TITLE))
}

impl Reader<'_> {
    /// Who has the incident, worded for the reader.
    fn has(&self, by: &Actor) -> String {
        match *by == Actor::responder(self.name) {
            true => "You have".to_owned(),
            false => format!("{} has", self.name_of(by)),
        }
    }

    fn name_of(&self, by: &Actor) -> String {
        let known = self.rules.responder(&by.name.as_str().into()).map(|person| person.name.clone());
        known.unwrap_or_else(|| by.to_string())
    }

    fn clock(&self, at: Timestamp) -> String {
        let zone = self.rules.responder(self.name).and_then(|person| person.zone.as_deref());
        let zone = zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
        at.to_zoned(zone).strftime("%-d %b %H:%M %Z").to_string()
    }
}
