//! The postmortem of an incident: its due date and its first draft.

use crate::drill;
use crate::incident::{Event, EventRecord, Incident, Status};
use crate::settings::PostmortemSettings;
use crate::severity::Severity;
use crate::timeline::sentence;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use std::fmt::Write as _;

/// When a postmortem is due and when its owner is reminded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// When it is due.
    pub due_at: Timestamp,
    /// Two business days before, on the day, and two business days after.
    pub remind_at: Vec<Timestamp>,
}

/// Business days between a reminder and the due day.
const REMIND: i32 = 2;

/// Plans the postmortem of a resolved incident. `None` if its severity is too low, nobody was paged, it was a
/// drill, or it is part of another incident, whose postmortem is about it, too.
pub fn schedule(incident: &Incident, settings: &PostmortemSettings) -> Option<Plan> {
    let resolved_at = incident.resolved_at?;
    if drill::is_drill(&incident.service)
        || incident.severity > settings.from
        || incident.hold.is_some()
        || incident.public_only
        || incident.is_merged()
        || incident.warning
    {
        return None;
    }
    let zone = TimeZone::get(&settings.zone).unwrap_or(TimeZone::UTC);
    let days = if incident.severity == Severity::Sev1 { settings.sev1_days } else { settings.days };
    let resolved = resolved_at.to_zoned(zone);
    let due = at_ten(&business_days(&resolved, i32::try_from(days).unwrap_or(i32::MAX)))?;
    let before = at_ten(&business_days(&due, -REMIND))?;
    let after = at_ten(&business_days(&due, REMIND))?;
    let all = [before, due.clone(), after].map(|moment| moment.timestamp());
    let remind_at = all.into_iter().filter(|at| *at > resolved_at).collect();
    Some(Plan { due_at: due.timestamp(), remind_at })
}

/// Postmortems and their reminders are due at ten in the morning.
fn at_ten(day: &Zoned) -> Option<Zoned> {
    day.date().at(10, 0, 0, 0).to_zoned(day.time_zone().clone()).ok()
}

/// The day this many business days later or earlier. Weekends do not count.
fn business_days(from: &Zoned, days: i32) -> Zoned {
    let mut day = from.clone();
    let mut left = days.unsigned_abs().min(366);
    while left > 0 {
        let Ok(next) = day.checked_add(days.signum().days()) else { return day };
        day = next;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// The name under which the draft is stored.
pub fn draft_key(incident: &Incident) -> String {
    let month = incident.opened_at.strftime("%Y/%m");
    format!("{month}/{:04}-{}.md", incident.number, incident.id)
}

/// Writes the draft from the timeline. Marks what people must add.
pub fn draft(incident: &Incident, events: &[EventRecord], plan: &Plan) -> String {
    let mut text = String::new();
    let owner = incident.owner();
    let _ = writeln!(text, "# Postmortem #{}: {}\n", incident.number, one_line(&incident.title));
    let _ = writeln!(text, "| | |\n|---|---|");
    let row = |text: &mut String, name: &str, value: &str| {
        let _ = writeln!(text, "| {name} | {} |", one_line(value).replace('|', "\\|"));
    };
    row(&mut text, "Incident", incident.id.as_str());
    row(&mut text, "Service", &incident.service_title);
    row(&mut text, "Severity", &incident.severity.to_string());
    row(&mut text, "Opened", &utc(incident.opened_at));
    row(&mut text, "Acknowledged", &first_acknowledged(events, incident.opened_at));
    row(&mut text, "Resolved", &ended(incident));
    if !incident.declared {
        row(&mut text, "Alerts", &incident.alerts.total.to_string());
    }
    if !incident.merged.is_empty() {
        let numbers: Vec<String> = incident.merged.values().map(|it| format!("#{}", it.number)).collect();
        row(&mut text, "Merged into it", &numbers.join(", "));
    }
    row(&mut text, "Owner", owner.as_ref().map_or("nobody yet", |name| name.as_str()));
    row(&mut text, "Due", &utc(plan.due_at));
    text.push_str(QUESTIONS_BEFORE);
    timeline(&mut text, events);
    text.push_str(QUESTIONS_AFTER);
    text
}

const QUESTIONS_BEFORE: &str = "
## Overview

_Two or three sentences: what happened, to whom, and what ended it._

## Impact

_Who noticed, for how long, how many requests or orders were lost._

## Timeline

All times UTC, from the incident's record.

";

const QUESTIONS_AFTER: &str = "
## Detection

_Did an alarm tell us first, or a customer? Could it have been sooner?_

## Causes

_What made it possible, what set it off, what made it worse. Systems and conditions, not people._

## What went well

_…_

## What went badly

_…_

## Actions

| What | Owner | Due | Kind (prevent, detect, mitigate) |
|---|---|---|---|
| | | | |
";

fn timeline(text: &mut String, events: &[EventRecord]) {
    let _ = writeln!(text, "| Time | What happened |\n|---|---|");
    for record in events {
        let sentence = one_line(&sentence(record)).replace('|', "\\|");
        let _ = writeln!(text, "| {} | {sentence} |", record.at.strftime("%F %T"));
    }
}

/// Outside text on one line, without markup: a picture in it would tell its sender who reads the draft, and when.
fn one_line(text: &str) -> String {
    const MARKUP: [char; 5] = ['\\', '[', ']', '!', '`'];
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;");
    words.chars().fold(String::with_capacity(words.len()), |mut safe, character| {
        if MARKUP.contains(&character) {
            safe.push('\\');
        }
        safe.push(character);
        safe
    })
}

fn utc(at: Timestamp) -> String {
    at.strftime("%F %T UTC").to_string()
}

fn first_acknowledged(events: &[EventRecord], opened_at: Timestamp) -> String {
    let acknowledged = events.iter().find(|record| matches!(record.event, Event::Acknowledged { .. }));
    acknowledged.map_or("never".to_owned(), |record| {
        format!("{}, {} after it opened, by {}", utc(record.at), length(record.at, opened_at), record.actor)
    })
}

fn ended(incident: &Incident) -> String {
    match (incident.status, incident.resolved_at) {
        (Status::Resolved, Some(at)) => {
            format!("{}, {} after it opened", utc(at), length(at, incident.opened_at))
        }
        _ => "not yet".to_owned(),
    }
}

/// A duration in whole seconds, as text.
fn length(end: Timestamp, start: Timestamp) -> String {
    let seconds = SignedDuration::from_secs(end.duration_since(start).as_secs());
    format!("{seconds:#}")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_in_a_title_is_loaded_or_linked_when_a_draft_is_shown() {
        let title = "![x](https://evil.example/p.png) [docs](https://evil.example)\n<img src=x> `a` \\[b](c)";
        let safe = one_line(title);
        assert_eq!(
            safe,
            r"\!\[x\](https://evil.example/p.png) \[docs\](https://evil.example) &lt;img src=x> \`a\` \\\[b\](c)"
        );
    }
}
