//! What was done, as one past-tense sentence.

use super::{Audited, ConsoleLink, SignedOut};
use crate::ids::ServiceName;
use crate::live::{EndedEarly, LiveAct, LiveChange, LiveEntry, LiveOverride, LiveRecord, Over, alarms_named};
use crate::oncall::settings::Names;
use crate::oncall::{ShiftRequest, ShiftRequestKind};
use crate::person::PersonEvent;
use crate::settings::SettingsApplied;
use crate::timeline::sentence_in;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How much of a commit or version names it.
const SHORT: usize = 12;

impl Audited {
    /// What was done, with times by the clock of a zone. Untrusted text.
    pub fn sentence(&self, zone: &TimeZone) -> String {
        match self {
            Self::Incident(record) => sentence_in(record, zone),
            Self::Decision(record) => decision(record, zone),
            Self::Contacts(PersonEvent { responder, what, .. }) => format!("Contacts of {responder}: {what}"),
            Self::Linked(ConsoleLink { responder, .. }) => {
                format!("Made a link that signs in to the console as {responder}")
            }
            Self::SignedOut(SignedOut { responder, .. }) => format!("Signed {responder} out everywhere"),
            Self::Settings(applied) => settings(applied),
        }
    }
}

fn settings(applied: &SettingsApplied) -> String {
    let SettingsApplied { version, number, origin, .. } = applied;
    let from = match (&origin.commit, origin.uncommitted) {
        (Some(commit), true) => {
            format!(", from commit {} with changes that were not committed", short(commit))
        }
        (Some(commit), false) => format!(", from commit {}", short(commit)),
        (None, _) => String::new(),
    };
    format!("Applied settings as number {number}, version {}{from}", short(version))
}

fn short(name: &str) -> String {
    name.chars().take(SHORT).collect()
}

fn decision(record: &LiveRecord, zone: &TimeZone) -> String {
    let LiveRecord { name, act, entry, .. } = record;
    if let LiveChange::ShiftRequest { request, .. } = &entry.what {
        return shift(*act, request);
    }
    let what = noun(&entry.what);
    match (act, &entry.what) {
        (LiveAct::Made, LiveChange::Ended(EndedEarly { name, .. })) => {
            format!("Ended {what} {name} of the settings files before its time")
        }
        (LiveAct::Ended, LiveChange::Ended(EndedEarly { name, .. })) => {
            format!("Let {what} {name} of the settings files go on")
        }
        (LiveAct::Made, _) => made(name, entry, zone),
        (LiveAct::Ended, _) => format!("Ended {what} {name}"),
        (LiveAct::Moved | LiveAct::Taken | LiveAct::Refused, _) => {
            format!("Moved the end of {what} {name} to {}", minute(entry.until, zone))
        }
    }
}

fn made(name: &str, entry: &LiveEntry, zone: &TimeZone) -> String {
    let about = match &entry.what {
        LiveChange::Silence { matches } => match alarms_named(matches) {
            Some(names) => names.join(", "),
            None => format!("alarms with {matches}"),
        },
        LiveChange::Maintenance { services, page } => {
            let announced = page.as_ref().map(|page| format!("“{}” on the status page", page.title));
            let of = services.iter().map(ServiceName::to_string).chain(announced);
            of.collect::<Vec<_>>().join(", ")
        }
        LiveChange::Override { schedule, change } => format!("{schedule}, {}", who(change)),
        LiveChange::Ended(_) | LiveChange::ShiftRequest { .. } => String::new(),
    };
    let (from, until) = (minute(entry.from, zone), minute(entry.until, zone));
    let why = if entry.reason.is_empty() { String::new() } else { format!(": {}", entry.reason) };
    format!("Made {} {name} for {about}, {from} to {until}{why}", noun(&entry.what))
}

fn shift(act: LiveAct, request: &ShiftRequest) -> String {
    let ShiftRequest { asker, asked, parts } = request;
    let schedules = list(parts.iter().map(|part| part.schedule.as_str()));
    match (act, request.kind()) {
        (LiveAct::Made | LiveAct::Moved, ShiftRequestKind::Give) => {
            format!("Asked {asked} to take a shift of {schedules}")
        }
        (LiveAct::Made | LiveAct::Moved, ShiftRequestKind::Take) => {
            format!("Asked {asked} for a shift of {schedules}")
        }
        (LiveAct::Made | LiveAct::Moved, ShiftRequestKind::Swap) => {
            format!("Asked {asked} to swap shifts of {schedules}")
        }
        (LiveAct::Taken, _) => {
            format!("Agreed to the change of shifts of {schedules} that {asker} asked for")
        }
        (LiveAct::Refused, _) => {
            format!("Refused the change of shifts of {schedules} that {asker} asked for")
        }
        (LiveAct::Ended, _) => format!("Took back the request to {asked} about shifts of {schedules}"),
    }
}

fn noun(what: &LiveChange) -> &'static str {
    match what {
        LiveChange::Silence { .. } | LiveChange::Ended(EndedEarly { of: Over::Silence, .. }) => "silence",
        LiveChange::Maintenance { .. } | LiveChange::Ended(EndedEarly { of: Over::Maintenance, .. }) => {
            "maintenance window"
        }
        LiveChange::Override { .. } => "override",
        LiveChange::ShiftRequest { .. } => "request",
    }
}

fn who(change: &LiveOverride) -> String {
    let names = |names: &Names| list(names.0.iter().map(|name| name.as_str()));
    match &change.replace {
        Some(replaced) => format!("{} for {replaced}", names(&change.by)),
        None if !change.swap.is_empty() => format!("{} swapped", names(&change.swap)),
        None if change.add.is_empty() => format!("without {}", names(&change.remove)),
        None => format!("also {}", names(&change.add)),
    }
}

/// Each name once, in its order.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = Vec::new();
    names.for_each(|name| {
        if !known.contains(&name) {
            known.push(name);
        }
    });
    known.join(", ")
}

fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%F %H:%M %Z").to_string()
}
