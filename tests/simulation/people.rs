//! What people do: when they hear something, or by themselves.

use super::chance::Chance;
use super::facts::Heard;
use super::plan::Plan;
use super::ports::Twins;
use super::settings::{PEOPLE, minutes};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Incident, Status, Via};
use jiff::Timestamp;

/// Somebody will do something.
#[derive(Debug, Clone)]
pub(super) struct Act {
    who: ResponderName,
    incident: Option<IncidentId>,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Acknowledge,
    Escalate,
    Snooze,
    Reassign,
    Add,
    Note,
    Resolve,
}

/// What somebody who heard something does, and when.
pub(super) fn answer(heard: &Heard, chance: &mut Chance) -> Vec<(i64, Act)> {
    if chance.one_in(2) {
        return Vec::new();
    }
    let what = match chance.below(14) {
        0 => What::Escalate,
        1 => What::Snooze,
        2 => What::Reassign,
        3 => What::Add,
        4 => What::Note,
        5 => What::Resolve,
        _ => What::Acknowledge,
    };
    let act = |what| Act { who: heard.who.clone(), incident: heard.incident.clone(), what };
    let mut all = vec![(heard.at + chance.between(1_000, minutes(12)), act(what))];
    if chance.one_in(8) {
        all.push((heard.at + chance.between(1_000, minutes(40)), act(What::Note)));
    }
    all
}

/// Turns an act into a command, if there is anything to do.
pub(super) fn carry_out(
    act: Act,
    twins: &Twins,
    chance: &mut Chance,
    _: &Plan,
) -> Option<(IncidentId, Command, Actor)> {
    let open: Vec<Incident> = twins.fakes.incidents().into_iter().filter(Incident::is_open).collect();
    let paged =
        |incident: &&Incident| incident.paged.contains(&act.who) && incident.status == Status::Triggered;
    let id = act.incident.clone().or_else(|| open.iter().find(paged).map(|incident| incident.id.clone()))?;
    let now = twins.now();
    let other: ResponderName = (*chance.of(&PEOPLE)).into();
    let command = match act.what {
        What::Acknowledge => Command::Acknowledge { via: Via::Link },
        What::Escalate => Command::Escalate,
        What::Snooze => {
            let until = now + minutes(chance.between(5, 45));
            Command::Snooze { until: Timestamp::from_millisecond(until).unwrap() }
        }
        What::Reassign => Command::Reassign { to: vec![other] },
        What::Add => Command::AddResponder { who: other },
        What::Note => Command::Note { text: "looking".to_owned() },
        What::Resolve => Command::Resolve { via: Via::Link },
    };
    let by = if act.who.as_str() == "fallback" { Actor::operator("op") } else { Actor::responder(&act.who) };
    Some((id, command, by))
}
