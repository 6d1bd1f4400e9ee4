//! Events as text, for the timeline: one past-tense sentence each.

mod alerts;

pub use alerts::by_service;

use crate::incident::{Event, EventRecord, NotifiedContact, PageReason, SkipReason, Via};

/// One line of a timeline, without its time.
pub fn sentence(record: &EventRecord) -> String {
    let actor = &record.actor;
    match &record.event {
        Event::Opened(opened) => alerts::opening(opened),
        Event::AlertJoined { .. }
        | Event::AlertRepeated { .. }
        | Event::AlertCleared { .. }
        | Event::CountingBegan
        | Event::AlertsCounted { .. }
        | Event::HoldMoved { .. }
        | Event::HoldEnded { .. } => alerts::sentence(&record.event),
        Event::SeverityRaised { to, from } if to == from => format!("No warning any more: it is {to}"),
        Event::SeverityRaised { to, from } => format!("Severity raised from {from} to {to}"),
        Event::Paged { step, responders, reason, cycle, .. } => {
            let names: Vec<&str> = responders.iter().map(|name| name.as_str()).collect();
            let round = if *cycle > 1 { format!(", round {cycle}") } else { String::new() };
            format!("Paged {} ({step}{round}{})", names.join(", "), because(*reason))
        }
        Event::LevelSkipped { level, reason, .. } => {
            format!("Skipped level {}: {}", level + 1, skipped(*reason))
        }
        Event::Notified { notified, .. } => {
            let tried: Vec<String> = notified.iter().map(recipient_and_contacts).collect();
            format!("Still no answer; tried {}", tried.join(", "))
        }
        Event::Rescheduled { next_contact_at: Some(at) } => {
            format!("The next contact is due at {}", at.strftime("%F %H:%M UTC"))
        }
        Event::Rescheduled { next_contact_at: None } => "No other contact is left to try".to_owned(),
        Event::ResponderAdded { responder, .. } => format!("{actor} asked {responder} to help"),
        Event::Acknowledged { via, .. } => format!("Acknowledged by {actor}{}", through(*via)),
        Event::AckReminded { responder: Some(responder), .. } => {
            format!("Asked {responder} whether they still have it")
        }
        Event::AckReminded { responder: None, .. } => "The acknowledgement is about to lapse".to_owned(),
        Event::Snoozed { until } => {
            format!("{actor} has it, and wants to hear of it again at {}", until.strftime("%F %H:%M UTC"))
        }
        Event::SnoozeEnded => "The time asked for is over".to_owned(),
        Event::PolicyChanged { policy, .. } => format!("{actor} put policy {} in force", policy.name),
        Event::AckLapsed { by } => format!("No sign of life from {by}; the acknowledgement lapsed"),
        Event::NoteAdded { text, .. } => format!("{actor}: {text}"),
        Event::Resolved { via: Via::DrillOver } => "The drill ended by itself".to_owned(),
        Event::Resolved { via: Via::AllAlertsCleared } => "Resolved: every alert is clear".to_owned(),
        Event::Resolved { via } => format!("Resolved by {actor}{}", through(*via)),
        Event::StatusUpdated { phase, text, .. } => {
            format!("Status page updated ({}): {text}", phase.title())
        }
        Event::ContextAdded(found) => found.sentence(),
        Event::DeliveryFailed { responder, contact, error } => {
            format!("Could not reach {responder} by {contact}: {error}")
        }
        Event::PostmortemScheduled { owner, due_at, .. } => {
            let owner = owner.as_ref().map_or("nobody yet", |owner| owner.as_str());
            format!("Postmortem drafted; owner {owner}, due {}", due_at.strftime("%F"))
        }
        Event::PostmortemReminded { owner, .. } => {
            let owner = owner.as_ref().map_or("nobody", |owner| owner.as_str());
            format!("Reminded {owner} of the postmortem")
        }
    }
}

fn because(reason: PageReason) -> &'static str {
    match reason {
        PageReason::Opened => "",
        PageReason::NotAcknowledged => ", nobody acknowledged in time",
        PageReason::Escalated => ", escalated by hand",
        PageReason::AckLapsed => ", the acknowledgement lapsed",
        PageReason::SeverityRaised => ", it got worse",
        PageReason::Unreachable => ", the level before could not be reached",
        PageReason::Reassigned => ", given to them by hand",
        PageReason::PolicyChanged => ", another policy",
        PageReason::SnoozeEnded => ", the time asked for is over",
        PageReason::SupportHours => ", support hours have begun",
        PageReason::HoldEnded => ", it still fires",
        PageReason::CauseCleared => ", what explained it is fine and it still fires",
    }
}

fn skipped(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NobodyToPage => "nobody to page",
        SkipReason::Severity => "it is for worse incidents",
        SkipReason::Hours => "it is for other hours",
    }
}

fn recipient_and_contacts(notified: &NotifiedContact) -> String {
    let contacts: Vec<&str> = notified.contacts.iter().map(|name| name.as_str()).collect();
    format!("{} by {}", notified.responder, contacts.join(" and "))
}

fn through(via: Via) -> &'static str {
    match via {
        Via::Link => " from the link",
        Via::Sms => " by text message",
        Via::Console => " in the console",
        Via::CommandLine => " at the command line",
        Via::Source => ", says the source of the alarm",
        Via::AllAlertsCleared | Via::DrillOver => "",
    }
}
