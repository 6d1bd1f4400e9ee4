//! Events as text, for the timeline: one past-tense sentence each.

mod alerts;
mod merged;

pub use alerts::by_service;

use crate::ids::{ContactName, ResponderName};
use crate::incident::{
    ChangedUpdate, Event, EventRecord, NotifiedContact, PageReason, SkipReason, UpdateRecord, UpdateReminder,
    Via,
};
use crate::report_page::is_report;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// One line of a timeline, without its time; times in it are in UTC.
pub fn sentence(record: &EventRecord) -> String {
    sentence_in(record, &TimeZone::UTC)
}

/// The same, with times in it by the clock of a zone.
pub fn sentence_in(record: &EventRecord, zone: &TimeZone) -> String {
    let actor = &record.actor;
    match &record.event {
        Event::Opened(opened) => alerts::opening(opened, actor, zone),
        Event::AlertJoined { .. }
        | Event::AlertRepeated { .. }
        | Event::AlertAcknowledged { .. }
        | Event::AlertCleared { .. }
        | Event::CountingBegan
        | Event::AlertsCounted { .. }
        | Event::ReleaseFinished
        | Event::AlertsRecounted { .. }
        | Event::HoldMoved { .. }
        | Event::HoldEnded { .. } => alerts::sentence(record, zone),
        Event::SeverityRaised { .. } | Event::SeveritySet { .. } => severity(record),
        Event::Paged { .. } => paged(record),
        Event::LevelSkipped { level, reason, .. } => {
            format!("Skipped level {}: {}", level + 1, skipped(*reason))
        }
        Event::Notified { notified, .. } => tried(notified),
        Event::Rescheduled { next_contact_at } => rescheduled(*next_contact_at, zone),
        Event::ResponderAdded { responder, .. } => format!("{actor} asked {responder} to help"),
        Event::Acknowledged { .. }
        | Event::TakenOver(_)
        | Event::AckReminded { .. }
        | Event::Snoozed { .. }
        | Event::SnoozeEnded
        | Event::AckLapsed { .. } => acknowledgement(record, zone),
        Event::PolicyChanged { policy, .. } => format!("{actor} switched to policy {}", policy.name),
        Event::Reported { .. }
        | Event::Informed { .. }
        | Event::OpenReminded { .. }
        | Event::Reopened { .. } => goes_on(record),
        Event::NoteAdded { text, .. } => format!("{actor}: {text}"),
        Event::Resolved { via } => ending(*via, &actor.to_string()),
        Event::MergedInto { .. }
        | Event::Merged { .. }
        | Event::SplitFrom { .. }
        | Event::SplitOff { .. }
        | Event::PageForwarded { .. }
        | Event::PassedOn { .. }
        | Event::MergedAlert { .. }
        | Event::MergedEnded { .. }
        | Event::MergedReopened { .. } => merged::sentence(record, because),
        Event::StatusUpdated(_)
        | Event::UpdateDrafted(_)
        | Event::DraftDiscarded { .. }
        | Event::UpdateReminded(_)
        | Event::StatusUpdateChanged(_) => to_customers(record),
        Event::ContextAdded(found) => found.sentence(),
        Event::DeliveryFailed { responder, contact, error } => {
            format!("Could not reach {responder} by {contact}: {error}")
        }
        Event::Declined { .. } => format!("{actor} cannot take it"),
        Event::DeliveryQueued(page) => queued(&page.responder, &page.contact, &minute(page.until, zone)),
        Event::PostmortemScheduled { .. } | Event::PostmortemReminded { .. } => postmortem(&record.event),
    }
}

fn paged(record: &EventRecord) -> String {
    let Event::Paged { step, responders, reason, cycle, .. } = &record.event else { return String::new() };
    let names: Vec<&str> = responders.iter().map(|name| name.as_str()).collect();
    let cycle = if *cycle > 1 { format!(", cycle {cycle}") } else { String::new() };
    let by = if record.actor.is_person() { format!(" by {}", record.actor) } else { String::new() };
    format!("Paged {} ({step}{cycle}{}{by})", names.join(", "), because(*reason))
}

fn tried(notified: &[NotifiedContact]) -> String {
    let tried: Vec<String> = notified.iter().map(recipient_and_contacts).collect();
    format!("Still no answer; next {}", tried.join(", "))
}

fn rescheduled(next_contact_at: Option<Timestamp>, zone: &TimeZone) -> String {
    match next_contact_at {
        Some(at) => format!("The next contact is due at {}", minute(at, zone)),
        None => "No other contact is left to try".to_owned(),
    }
}

fn severity(record: &EventRecord) -> String {
    match &record.event {
        Event::SeverityRaised { to, from, .. } if to == from => {
            format!("An alert of {to} joined that is more than a warning")
        }
        Event::SeverityRaised { to, from, because, .. } if !because.is_empty() => {
            format!("Severity raised from {from} to {to}: {because}")
        }
        Event::SeverityRaised { to, from, .. } => format!("Severity raised from {from} to {to}"),
        Event::SeveritySet { to, from, .. } => {
            format!("{} changed the severity from {from} to {to}", record.actor)
        }
        _ => String::new(),
    }
}

/// What customers read, or are to read.
fn to_customers(record: &EventRecord) -> String {
    let actor = &record.actor;
    match &record.event {
        Event::StatusUpdated(UpdateRecord { phase, text, .. }) => {
            format!("{actor} told customers ({}): {text}", phase.title())
        }
        Event::UpdateDrafted(update) => {
            format!("{actor} drafted a status page update ({}): {}", update.phase.title(), update.text)
        }
        Event::DraftDiscarded { .. } if actor.is_person() => format!("{actor} discarded the draft"),
        Event::DraftDiscarded { .. } => "The draft was no longer true, and is gone".to_owned(),
        Event::UpdateReminded(UpdateReminder { responder, .. }) => {
            format!("Reminded {} that customers wait for an update", name_of(responder.as_ref()))
        }
        Event::StatusUpdateChanged(ChangedUpdate { text: Some(text), .. }) => {
            format!("{actor} corrected a status page update: {text}")
        }
        Event::StatusUpdateChanged(_) => format!("{actor} withdrew a status page update"),
        _ => String::new(),
    }
}

fn postmortem(event: &Event) -> String {
    match event {
        Event::PostmortemScheduled { due_at, moved: true, .. } => {
            format!("Postmortem due {}: its incident was reopened", due_at.strftime("%F"))
        }
        Event::PostmortemScheduled { owner, due_at, .. } => {
            format!("Postmortem drafted; owner {}, due {}", name_of(owner.as_ref()), due_at.strftime("%F"))
        }
        Event::PostmortemReminded { owner, .. } => {
            format!("Reminded {} of the postmortem", name_of(owner.as_ref()))
        }
        _ => String::new(),
    }
}

fn queued(responder: &ResponderName, contact: &ContactName, until: &str) -> String {
    format!("Queued for {responder} by {contact}: too many messages; leaves by {until} with the others")
}

/// That it is there, or still there, as people say.
fn goes_on(record: &EventRecord) -> String {
    match &record.event {
        Event::Reopened { .. } => format!("{} reopened it", record.actor),
        Event::Reported { .. } if is_report(&record.actor.name) => {
            "Told whoever has it of that report".to_owned()
        }
        Event::Reported { text } => format!("{} reports it, too: {text}", record.actor),
        Event::Informed { responders } => {
            let names: Vec<&str> = responders.iter().map(|name| name.as_str()).collect();
            format!("Told {} of the report, without ringing", names.join(", "))
        }
        Event::OpenReminded { responder } => {
            format!("Reminded {} that it is open", name_of(responder.as_ref()))
        }
        _ => String::new(),
    }
}

/// Who has it, and until when.
fn acknowledgement(record: &EventRecord, zone: &TimeZone) -> String {
    let actor = &record.actor;
    match &record.event {
        Event::Acknowledged { via, .. } => format!("Acknowledged by {actor}{}", through(*via)),
        Event::TakenOver(taken) => format!("{actor} took it over from {}", taken.from),
        Event::AckReminded { responder: Some(responder), .. } => {
            format!("Asked {responder} to confirm the acknowledgement")
        }
        Event::AckReminded { responder: None, .. } => "The acknowledgement is about to lapse".to_owned(),
        Event::Snoozed { until } => {
            format!("{actor} acknowledged it and snoozed it until {}", minute(*until, zone))
        }
        Event::SnoozeEnded => "The snooze ended".to_owned(),
        Event::AckLapsed { by } => format!("No answer from {by}; the acknowledgement lapsed"),
        _ => String::new(),
    }
}

/// An instant as people read it.
fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%F %H:%M %Z").to_string()
}

fn name_of(owner: Option<&ResponderName>) -> &str {
    owner.map_or("nobody yet", |owner| owner.as_str())
}

fn because(reason: PageReason) -> &'static str {
    match reason {
        PageReason::Opened => "",
        PageReason::NotAcknowledged => ", nobody acknowledged in time",
        PageReason::Escalated => ", escalated manually",
        PageReason::Declined => ", declined",
        PageReason::AckLapsed => ", the acknowledgement lapsed",
        PageReason::SeverityRaised => ", severity raised",
        PageReason::Unreachable => ", the level before could not be reached",
        PageReason::Reassigned => ", reassigned to them",
        PageReason::PolicyChanged => ", the policy was changed",
        PageReason::SnoozeEnded => ", the snooze ended",
        PageReason::SupportHours => ", support hours have begun",
        PageReason::HoldEnded => ", it still fires",
        PageReason::CauseCleared => ", what explained it cleared and it still fires",
        PageReason::OtherSource => ", an alert joined that is not of the source that acknowledged it",
        PageReason::MergedAlert => ", an incident merged into it got worse",
        PageReason::Merged => ", what nobody has was merged into it",
        PageReason::Split => ", split off and nobody has it",
    }
}

fn skipped(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NobodyToPage => "nobody to page",
        SkipReason::Severity => "only for higher severities",
        SkipReason::Hours => "outside its hours",
        SkipReason::Declined => "everybody on it declined",
    }
}

fn recipient_and_contacts(notified: &NotifiedContact) -> String {
    let contacts: Vec<&str> = notified.contacts.iter().map(|name| name.as_str()).collect();
    format!("{} by {}", notified.responder, contacts.join(" and "))
}

fn ending(via: Via, actor: &str) -> String {
    match via {
        Via::AllAlertsCleared => "Resolved: every alert is clear".to_owned(),
        Via::DrillOver => "The drill ended by itself".to_owned(),
        Via::Target => format!("Resolved by {actor} with the incident that it was merged into"),
        _ => format!("Resolved by {actor}{}", through(via)),
    }
}

fn through(via: Via) -> &'static str {
    match via {
        Via::Link => " from the link",
        Via::Sms => " by text message",
        Via::Console => " in the console",
        Via::CommandLine => " at the command line",
        Via::StatusPage => " on the status page",
        Via::Source => ", reported by the alarm's source",
        Via::AllAlertsCleared | Via::DrillOver | Via::Target => "",
    }
}
