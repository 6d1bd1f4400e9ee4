//! Alert events as text: how an incident opened, what joined it and why, and what holds it back.

use crate::incident::{Actor, Event, EventRecord, HoldEnd, JoinReason, Opened};
use crate::report_page::is_report;
use crate::triage::AlertCounter;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cmp::Reverse;

/// The most services named in one sentence.
const MOST_NAMED: usize = 8;

/// How an incident opened.
pub(super) fn opening(opened: &Opened, by: &Actor, zone: &TimeZone) -> String {
    let held = opened.hold.as_ref().map(|hold| {
        format!("; nobody is paged before {}: {}", by_clock(hold.until, "%F %H:%M:%S %Z", zone), hold.by)
    });
    let Opened { severity, service_title, because, title, .. } = opened;
    if opened.public_only {
        return format!("{by} told customers of it beside all alarms; it pages nobody");
    }
    if opened.declared {
        return format!("{by} declared it as {severity} for {service_title}: {title}");
    }
    if opened.reported {
        let because = capital(because);
        return format!("{because} as {severity} for {service_title}{}: {title}", held.unwrap_or_default());
    }
    format!("Opened as {severity} for {service_title} ({because}{}): {title}", held.unwrap_or_default())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The sentence for an alert event. For other events, their name.
pub(super) fn sentence(record: &EventRecord, zone: &TimeZone) -> String {
    match &record.event {
        Event::AlertJoined { summary, words, .. } if is_report(&record.actor.name) => {
            let words = if words.is_empty() { summary } else { words };
            format!("Reported again: {words}")
        }
        Event::AlertJoined { summary, reason, because, .. } => {
            format!("Alert joined, {}: {summary}", joined(*reason, because))
        }
        Event::CountingBegan => "Too many alerts to list; counting only from here".to_owned(),
        Event::AlertsCounted { counter, .. } => counted(counter),
        Event::HoldMoved { until, by } => {
            let by = by.as_ref().map(|by| format!(": {by}")).unwrap_or_default();
            format!("Nobody is paged before {}{by}", by_clock(*until, "%F %H:%M %Z", zone))
        }
        Event::HoldEnded { reason: HoldEnd::Over } => "Nothing holds it back any more".to_owned(),
        Event::HoldEnded { reason: HoldEnd::NewAlert } => {
            "No longer held back: an alert or report joined that nothing holds back".to_owned()
        }
        Event::AlertRepeated { summary, .. } => format!("Alert fired again: {summary}"),
        Event::AlertAcknowledged { summary, .. } => {
            format!("{} acknowledged its own alert; paging goes on: {summary}", record.actor)
        }
        Event::AlertsRecounted { firing } => match firing.values().sum() {
            0 => "None of its alerts fires any more; whoever has it resolves it".to_owned(),
            1 => "1 of its alerts still fires".to_owned(),
            some => format!("{some} of its alerts still fire"),
        },
        Event::ReleaseFinished => "What it explained and still fires is judged anew".to_owned(),
        Event::AlertCleared { summary, released: true, .. } => {
            format!("What explained it is over, and it gets an incident of its own: {summary}")
        }
        Event::AlertCleared { summary, resolves_at: None, .. } => format!("Alert cleared: {summary}"),
        Event::AlertCleared { summary, resolves_at: Some(at), .. } => format!(
            "Alert cleared, and it comes and goes; resolves at {} if it stays quiet: {summary}",
            by_clock(*at, "%H:%M %Z", zone)
        ),
        other => other.name().replace('_', " "),
    }
}

fn by_clock(at: Timestamp, format: &str, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime(format).to_string()
}

fn joined(reason: JoinReason, because: &str) -> String {
    let words = match reason {
        JoinReason::SameGroup => "same service",
        JoinReason::Child => "part of a composite alarm",
        JoinReason::Composite => "it sums up alerts of this incident",
        JoinReason::Inhibited => "explained by another alert",
        JoinReason::Storm => "one of many incidents at once",
        JoinReason::Again => "it comes and goes",
    };
    if because.is_empty() { words.to_owned() } else { because.to_owned() }
}

fn counted(counter: &AlertCounter) -> String {
    format!("Counted {} more alerts: {}", counter.total, by_service(counter))
}

/// The number of alerts of each service, highest first: `payments 1000, search 204 and 3 services more`.
pub fn by_service(counter: &AlertCounter) -> String {
    let mut services: Vec<_> = counter.services.iter().collect();
    services.sort_by_key(|(name, count)| (Reverse(**count), (*name).clone()));
    let named: Vec<String> =
        services.iter().take(MOST_NAMED).map(|(name, count)| format!("{name} {count}")).collect();
    let rest = services.len().saturating_sub(MOST_NAMED);
    let rest = if rest == 0 { String::new() } else { format!(" and {rest} services more") };
    format!("{}{rest}", named.join(", "))
}
