//! Events in words, for the timeline that people read: one past-tense sentence each.

use crate::incident::{Event, EventRecord, JoinReason, PageReason, SkipReason, Via};

/// One line of a timeline, without its time.
pub fn sentence(record: &EventRecord) -> String {
    let actor = &record.actor;
    match &record.event {
        Event::Opened(opened) => {
            format!(
                "Opened as {} for {} ({}): {}",
                opened.severity, opened.service_title, opened.because, opened.title
            )
        }
        Event::AlertJoined { summary, reason: JoinReason::SameService, .. } => {
            format!("Alert joined, same service: {summary}")
        }
        Event::AlertRepeated { summary, .. } => format!("Alert fired again: {summary}"),
        Event::AlertCleared { summary, .. } => format!("Alert cleared: {summary}"),
        Event::SeverityRaised { to, from } => format!("Severity raised from {from} to {to}"),
        Event::Paged { rung, responders, reason, cycle, .. } => {
            let names: Vec<&str> = responders.iter().map(|name| name.as_str()).collect();
            let round = if *cycle > 1 { format!(", round {cycle}") } else { String::new() };
            format!("Paged {} ({rung}{round}{})", names.join(", "), because(*reason))
        }
        Event::LevelSkipped { level, reason: SkipReason::NobodyToPage, .. } => {
            format!("Skipped level {}: nobody to page", level + 1)
        }
        Event::Acknowledged { via, .. } => format!("Acknowledged by {actor}{}", through(*via)),
        Event::AckReminded { responder: Some(responder), .. } => {
            format!("Asked {responder} whether they still have it")
        }
        Event::AckReminded { responder: None, .. } => "The acknowledgement is about to lapse".to_owned(),
        Event::AckLapsed { by } => format!("No sign of life from {by}; the acknowledgement lapsed"),
        Event::NoteAdded { text, .. } => format!("{actor}: {text}"),
        Event::Resolved { via: Via::AllAlertsCleared } => "Resolved: every alert is clear".to_owned(),
        Event::Resolved { via } => format!("Resolved by {actor}{}", through(*via)),
        Event::StatusUpdated { phase, text, .. } => format!("Told customers ({}): {text}", phase.title()),
        Event::DeliveryFailed { responder, channel, error } => {
            format!("Could not reach {responder} by {channel}: {error}")
        }
        Event::PostmortemScheduled { owner, due_at, .. } => {
            let owner = owner.as_ref().map_or("nobody yet", |owner| owner.as_str());
            format!("Review drafted; owner {owner}, due {}", due_at.strftime("%F"))
        }
        Event::PostmortemReminded { owner, .. } => {
            let owner = owner.as_ref().map_or("nobody", |owner| owner.as_str());
            format!("Reminded {owner} of the review")
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
    }
}

fn through(via: Via) -> &'static str {
    match via {
        Via::Link => " from the link",
        Via::Console => " in the console",
        Via::CommandLine => " at the command line",
        Via::Source => ", says the source of the alarm",
        Via::AllAlertsCleared => "",
    }
}
