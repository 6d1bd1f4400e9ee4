//! What resolving or snoozing an incident does beside that, before anybody does it.

use super::reader::Reader;
use callout_domain::incident::{Actor, Command, CommandInfo, Event, Incident, UpdateRecord, Via, decide};
use callout_domain::settings::Rules;
use jiff::Timestamp;

/// What resolving it does: to what still fires in it, to what was merged into it, to customers. By deciding it; nothing is committed.
pub fn resolving(incident: &Incident, reader: &Actor, rules: &Rules, now: Timestamp) -> Vec<String> {
    let fires = match incident.alerts.open {
        0 => None,
        1 => Some("1 alert still fires: if it is reported again, a new incident opens and pages.".to_owned()),
        open => {
            Some(format!("{open} alerts still fire: what is reported again opens a new incident and pages."))
        }
    };
    let merged: Vec<String> =
        incident.open_merged().map(|(_, merged)| format!("#{}", merged.number)).collect();
    let merged = (!merged.is_empty()).then(|| format!("Resolves {}, too.", merged.join(", ")));
    let command = Command::Resolve { via: Via::Console, note: None };
    fires.into_iter().chain(merged).chain(told(incident, &command, reader, rules, now)).collect()
}

/// What customers read once it is reopened, if anything.
pub fn reopening(incident: &Incident, reader: &Actor, rules: &Rules, now: Timestamp) -> Option<String> {
    told(incident, &Command::Reopen, reader, rules, now)
}

fn told(
    incident: &Incident,
    command: &Command,
    reader: &Actor,
    rules: &Rules,
    now: Timestamp,
) -> Option<String> {
    let info = CommandInfo { by: reader.clone(), now };
    let decided = decide(incident, command, rules, &info).ok()?;
    decided.events.into_iter().find_map(|record| match record.event {
        Event::StatusUpdated(UpdateRecord { text, .. }) => Some(format!("Customers read at once: “{text}”")),
        Event::UpdateDrafted(update) => Some(format!(
            "Customers read nothing of it before somebody publishes the draft: “{}”",
            update.text
        )),
        _ => None,
    })
}

/// From whom a snooze takes it; empty if from nobody else.
pub fn taking(incident: &Incident, reader: &Reader<'_>) -> String {
    other_holder(incident, reader)
        .map(|name| format!("Takes it from {name}, who has it."))
        .unwrap_or_default()
}

/// The person from whom the reader can take it over.
pub fn taking_over(incident: &Incident, reader: &Reader<'_>) -> Option<String> {
    other_holder(incident, reader).filter(|_| incident.is_open() && !incident.is_merged())
}

fn other_holder(incident: &Incident, reader: &Reader<'_>) -> Option<String> {
    let holder = incident.acknowledgement.as_ref().filter(|it| it.by.is_person() && it.by != reader.actor);
    holder.map(|it| reader.name_of(&it.by))
}
