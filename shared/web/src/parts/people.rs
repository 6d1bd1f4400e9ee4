//! Whom an incident can be given to, whom an action pages, and why one did nothing.

use super::reader::Reader;
use callout_domain::alarm::clip;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{
    Actor, Command, CommandInfo, Decided, Event, EventRecord, Incident, Refusal, UpdateRecord, decide,
};
use callout_domain::settings::Rules;
use jiff::Timestamp;

/// How much of what customers were told is repeated.
const TOLD: usize = 200;

/// A person whom an incident can be given to.
pub struct Person {
    /// Their name in the settings.
    pub value: String,
    /// Their name.
    pub name: String,
}

/// Everybody but the reader.
pub fn people(reader: &Actor, rules: &Rules) -> Vec<Person> {
    let others = rules.settings().responders.iter().filter(|(name, _)| name.as_str() != reader.name);
    others.map(|(value, person)| Person { value: value.to_string(), name: person.name.clone() }).collect()
}

/// Whom a command would page, by deciding it: nothing is committed.
///
/// # Errors
/// Why it is not possible now, in words.
pub fn whom(
    incident: &Incident,
    command: &Command,
    reader: &Actor,
    rules: &Rules,
    now: Timestamp,
) -> Result<String, String> {
    let info = CommandInfo { by: reader.clone(), now };
    let decided =
        decide(incident, command, rules, &info).map_err(|why| format!("Not possible now: {why}."))?;
    let words = Reader::new(reader.clone(), Some(rules));
    let takes = takes_from(&decided, incident, &words);
    Ok(match paged(&decided, &words) {
        None => format!("This pages nobody now{takes}."),
        Some(people) if is_nobody_new(&decided, incident) => {
            format!(
                "This pages {people} again{takes}: no other level has anybody. Reassign it, or add a responder."
            )
        }
        Some(people) => format!("This pages {people} now{takes}."),
    })
}

/// That a decision takes the incident from whoever has it: they believe that it is theirs.
fn takes_from(decided: &Decided, before: &Incident, reader: &Reader<'_>) -> String {
    match decided.takes_from(before) {
        Some(holder) if *holder == reader.actor => " and takes it from you".to_owned(),
        Some(holder) => format!(" and takes it from {}", reader.name_of(holder)),
        None => String::new(),
    }
}

/// Whether a decision pages only people who are being paged already.
fn is_nobody_new(decided: &Decided, before: &Incident) -> bool {
    let is_paged = |name: &ResponderName| before.engagements.iter().any(|it| it.responder == *name);
    decided.events.iter().any(|record| match &record.event {
        Event::Paged { responders, .. } => !responders.is_empty() && responders.iter().all(is_paged),
        _ => false,
    })
}

/// The names of whom a decision pages, if it pages anybody.
pub fn paged(decided: &Decided, reader: &Reader<'_>) -> Option<String> {
    let paged = decided.events.iter().find_map(|record| match &record.event {
        Event::Paged { responders, .. } => Some(responders),
        _ => None,
    });
    let people: Vec<String> = paged?.iter().map(|name| reader.responder(name)).collect();
    (!people.is_empty()).then(|| people.join(", "))
}

/// Tells the reader why nothing was changed.
pub fn not_done(refusal: &Refusal, reader: &Reader<'_>) -> String {
    let moment = |at: Timestamp| reader.moment(at);
    match refusal {
        Refusal::AlreadyAcknowledged(acknowledgement) => {
            format!(
                "{} acknowledged it at {}.",
                reader.name_of(&acknowledgement.by),
                moment(acknowledgement.at)
            )
        }
        Refusal::AlreadyResolved(at) => format!("It was resolved at {}.", moment(*at)),
        Refusal::OverForCustomers(at) => format!(
            "It was resolved at {}, and nobody works on it. Reopen it, or customers read that it goes on while nobody does.",
            moment(*at)
        ),
        Refusal::Merged(into) => format!(
            "{} merged it into incident {} at {}: work on that one, or split this one off first.",
            reader.name_of(&into.by),
            into.number,
            moment(into.at)
        ),
        Refusal::Overtaken(record) => overtaken(record, reader),
        other => format!("{other}."),
    }
}

/// What somebody did after the page was made.
fn overtaken(record: &EventRecord, reader: &Reader<'_>) -> String {
    let did = match &record.event {
        Event::SeverityRaised { to, .. } => {
            return format!("It became {to} at {}, after this page was made.", reader.moment(record.at));
        }
        Event::StatusUpdated(UpdateRecord { text, .. }) => {
            let (by, at) = (reader.name_of(&record.actor), reader.moment(record.at));
            return format!("{by} told customers at {at}, after this page was made: {}", clip(text, TOLD));
        }
        Event::SeveritySet { to, .. } => format!("set it to {to}"),
        Event::Merged { child_number, .. } => format!("merged incident {child_number} into it"),
        Event::Resolved { .. } => "resolved it".to_owned(),
        Event::Reopened { .. } => "reopened it".to_owned(),
        Event::TakenOver(_) => "took it over".to_owned(),
        Event::Snoozed { .. } => "acknowledged and snoozed it".to_owned(),
        Event::Paged { .. } => "reassigned it".to_owned(),
        _ => "acknowledged it".to_owned(),
    };
    let (by, at) = (reader.name_of(&record.actor), reader.moment(record.at));
    format!("{by} {did} at {at}, after this page was made.")
}
