//! Whether somebody has an incident, what happens next, and the one answer that its reader may give.

use super::reader::Reader;
use crate::words::Moment;
use callout_domain::incident::{Actor, Incident, Lapse, Status};
use jiff::Timestamp;

/// A text and the time it refers to.
pub struct Fact {
    /// What happened or will.
    pub words: String,
    /// When.
    pub at: Moment,
    /// What follows from it; may be empty.
    pub then: String,
}

impl Fact {
    fn new(words: impl Into<String>, at: Moment) -> Self {
        Self { words: words.into(), at, then: String::new() }
    }

    fn then(self, then: String) -> Self {
        Self { then, ..self }
    }
}

/// Whether somebody has the incident, worded for one reader.
pub struct StatusLine {
    /// The name of its colours.
    pub class: &'static str,
    /// The state in a few words.
    pub headline: String,
    /// Who made it so, and when.
    pub fact: Option<Fact>,
    /// What happens next, and when.
    pub next: Option<Fact>,
    /// What else to know; may be empty.
    pub note: &'static str,
}

impl StatusLine {
    /// Of an incident, for a reader.
    pub fn of(incident: &Incident, reader: &Reader<'_>) -> Self {
        let fact = |words: &str, at: Timestamp| Fact::new(words, reader.moment(at));
        let pages = |words: &str| {
            let (_, whom) = reader.next_page(incident).unwrap_or_default();
            if whom.is_empty() { whom } else { format!("{words} {whom}").trim().to_owned() }
        };
        if let Some(into) = incident.merged_into.as_ref().filter(|_| incident.is_open()) {
            let headline = format!("Merged into incident {}", into.number);
            let merged = Some(fact(&format!("{},", reader.name_of(&into.by)), into.at));
            return Self { class: "acknowledged", headline, fact: merged, next: None, note: "" };
        }
        let class = incident.status.as_str();
        match (incident.status, &incident.acknowledgement) {
            (Status::Resolved, _) => {
                let by = incident.resolved_by.as_ref().filter(|by| by.is_person());
                let by = by.map_or_else(|| "At".to_owned(), |by| format!("{},", reader.name_of(by)));
                let ended = incident.resolved_at.map(|at| fact(&by, at));
                Self { class, headline: "Resolved".to_owned(), fact: ended, next: None, note: "" }
            }
            (_, Some(acknowledgement)) => {
                let who = reader.name_of(&acknowledgement.by);
                let mine = acknowledgement.by == reader.actor;
                let headline = format!("Acknowledged by {}", if mine { "you" } else { &who });
                let acknowledged = Some(fact(&format!("{who},"), acknowledgement.at));
                let next = incident.lapse.filter(|lapse| mine || lapse.snoozed).map(|lapse| match lapse {
                    Lapse { snoozed: true, at, .. } => fact("Snoozed until", at).then(pages("then it pages")),
                    Lapse { reminded: false, .. } => fact("You'll be asked to confirm at", lapse.remind_at())
                        .then(pages("if you do not, five minutes later it pages")),
                    Lapse { at, .. } => fact("Acknowledgement expires at", at).then(pages("then it pages")),
                });
                Self { class, headline, fact: acknowledged, next, note: "" }
            }
            _ => {
                let (headline, next) = match &incident.hold {
                    Some(hold) => {
                        let held = fact("Held until", hold.until).then(pages("then it pages"));
                        ("Held: nobody is paged yet", Some(held))
                    }
                    None => {
                        let next =
                            incident.escalation.next_at.map(|at| fact("Next page at", at).then(pages("")));
                        ("Not acknowledged", next)
                    }
                };
                let note = match next {
                    None => "Nobody further is paged for it: its urgency is low.",
                    Some(_) => "",
                };
                Self { class, headline: headline.to_owned(), fact: None, next, note }
            }
        }
    }
}

/// The button that answers a page.
pub struct Answer {
    /// What it says.
    pub label: &'static str,
    /// What it does.
    pub hint: &'static str,
}

/// The answer that a reader may give: none where nothing waits for it.
pub fn answer(incident: &Incident, reader: &Actor) -> Option<Answer> {
    let reminded = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    match (incident.status, &incident.acknowledgement) {
        (Status::Resolved, _) => None,
        // Its target is answered for.
        _ if incident.is_merged() => None,
        (_, None) => Some(Answer { label: "Acknowledge", hint: "You take this incident. Escalation stops." }),
        (_, Some(acknowledgement)) if !acknowledgement.by.is_person() => {
            Some(Answer { label: "Acknowledge", hint: "So far only a tool has acknowledged it." })
        }
        (_, Some(_)) if incident.awaits(reader) => Some(Answer {
            label: "I'm on it",
            hint: "Stops further requests; the current owner keeps the incident.",
        }),
        (_, Some(acknowledgement)) if acknowledgement.by == *reader && reminded => {
            Some(Answer { label: "I still have it", hint: "Otherwise escalation starts again at level 1." })
        }
        _ => None,
    }
}
