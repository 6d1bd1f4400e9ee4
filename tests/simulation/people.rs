//! What people do: when they hear something, or by themselves.

use super::chance::Chance;
use super::facts::Heard;
use super::ports::Twins;
use super::settings::{PEOPLE, minutes, phone};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Incident, Status, Via};
use callout_domain::severity::Severity;
use jiff::Timestamp;
use serde_json::json;

/// Somebody will do something.
#[derive(Debug, Clone)]
pub(super) struct Act {
    who: ResponderName,
    incident: Option<IncidentId>,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Acknowledge,
    /// Opens the link of the page and presses its button.
    PressTheButton,
    /// Answers a text message with this.
    Answer(String),
    Escalate,
    Decline,
    Snooze,
    Reassign,
    Add,
    Note,
    Rate,
    Resolve,
}

/// How it is done.
pub(super) enum Done {
    /// A command of the console.
    Command(IncidentId, Command, Actor),
    /// The button of the page's link.
    Button(IncidentId, ResponderName),
    /// A text message to our number, as its queue has it.
    Text(String),
}

/// What somebody who heard something does, and when.
pub(super) fn answer(heard: &Heard, chance: &mut Chance) -> Vec<(i64, Act)> {
    if chance.one_in(2) {
        return Vec::new();
    }
    let what = match chance.below(15) {
        0 => What::Escalate,
        1 => What::Snooze,
        2 => What::Reassign,
        3 => What::Add,
        4 => What::Note,
        5 => What::Resolve,
        6..=8 => What::PressTheButton,
        9..=11 => heard.reply.clone().map_or(What::Acknowledge, What::Answer),
        12 => What::Decline,
        13 => What::Rate,
        _ => What::Acknowledge,
    };
    let act = |what| Act { who: heard.who.clone(), incident: heard.incident.clone(), what };
    let mut all = vec![(heard.at + chance.between(1_000, minutes(12)), act(what))];
    if chance.one_in(8) {
        all.push((heard.at + chance.between(1_000, minutes(40)), act(What::Note)));
    }
    all
}

/// Turns an act into what it does, if there is anything to do.
pub(super) fn carry_out(act: Act, twins: &Twins) -> Option<Done> {
    let now = twins.now();
    let chance = &mut twins.inner().chance;
    let command = match act.what {
        What::Answer(text) => {
            let (number, id) = (phone(act.who.as_str())?, chance.next());
            let text = json!({ "originationNumber": number, "messageBody": text, "inboundMessageId": id.to_string() });
            return Some(Done::Text(text.to_string()));
        }
        What::PressTheButton => return Some(Done::Button(act.incident?, act.who)),
        What::Acknowledge => Command::Acknowledge { via: Via::Link },
        What::Escalate => Command::Escalate,
        What::Decline => Command::Decline,
        What::Snooze => {
            let until = now + minutes(chance.between(5, 45));
            Command::Snooze { until: Timestamp::from_millisecond(until).unwrap() }
        }
        What::Reassign => Command::Reassign { to: vec![(*chance.of(&PEOPLE)).into()] },
        What::Add => Command::AddResponder { who: (*chance.of(&PEOPLE)).into() },
        What::Note => Command::Note { text: "looking".to_owned() },
        What::Rate => Command::SetSeverity { to: *chance.of(&Severity::ALL) },
        What::Resolve => Command::Resolve { via: Via::Link, note: None },
    };
    let paged =
        |incident: &Incident| incident.status == Status::Triggered && incident.paged.contains(&act.who);
    let waiting = || twins.fakes.open_incidents().into_iter().find(paged).map(|incident| incident.id);
    let id = act.incident.or_else(waiting)?;
    let by = if act.who.as_str() == "fallback" { Actor::operator("op") } else { Actor::responder(&act.who) };
    Some(Done::Command(id, command, by))
}
