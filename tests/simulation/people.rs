//! What people do: when they hear something, or by themselves.

use super::chance::Chance;
use super::facts::Heard;
use super::forms::{Form, Visit};
use super::ports::Twins;
use super::settings::{PEOPLE, POLICIES, minutes, phone};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Impact, Incident, NewUpdate, Phase, Status, Via};
use callout_domain::severity::Severity;
use jiff::Timestamp;
use serde_json::json;

/// Somebody will do something.
#[derive(Debug, Clone)]
pub(super) struct Act {
    who: ResponderName,
    incident: Option<IncidentId>,
    /// The version of it that they look at.
    seen: u64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Acknowledge,
    /// Opens the link of the page and fills in one of its forms.
    Link(Form),
    /// Opens the incident in the console and fills in one of its forms.
    Console(Form),
    /// Opens the list of what they were paged for.
    List,
    /// Answers a text message with this.
    Answer(String),
    Escalate,
    Decline,
    Snooze,
    Reassign,
    Add,
    Note,
    Rate,
    /// With the command, or in the console.
    Merge,
    Split,
    Resolve,
    Reopen,
    Publish,
    /// What the command does for the settings' sake.
    ApplyPolicy,
    Move,
}

/// How it is done.
pub(super) enum Done {
    /// With the operator's command.
    Command(IncidentId, Command, Actor),
    /// One is merged into another, with the command.
    Merge(IncidentId, IncidentId, Actor),
    /// One is split off, with the command.
    Split(IncidentId, Actor),
    /// With the page's link.
    Link(Visit),
    /// In the console, by the incident's number.
    Console(Visit, u64),
    /// The list of a bundle.
    List(ResponderName),
    /// A text message to our number, as its queue has it.
    Text(String),
}

/// What somebody who heard something does, and when.
pub(super) fn answer(heard: &Heard, chance: &mut Chance) -> Vec<(i64, Act)> {
    if chance.one_in(2) {
        return Vec::new();
    }
    let what = match chance.below(32) {
        0 => What::Escalate,
        1 => What::Snooze,
        2 => What::Reassign,
        3 => What::Add,
        4 => What::Note,
        5 => What::Resolve,
        6 => What::Decline,
        7 => What::Publish,
        8 => What::ApplyPolicy,
        9 => What::Move,
        10 => What::List,
        11..=13 => What::Console(Form::draw_in_the_console(chance)),
        14..=19 => What::Link(Form::draw(chance)),
        20..=23 => heard.reply.clone().map_or(What::Acknowledge, What::Answer),
        24 => What::Rate,
        25..=27 => What::Merge,
        28 => What::Split,
        29 => What::Reopen,
        _ => What::Acknowledge,
    };
    let act =
        |what| Act { who: heard.who.clone(), incident: heard.incident.clone(), seen: heard.version, what };
    let mut all = vec![(heard.at + chance.between(1_000, minutes(12)), act(what))];
    if chance.one_in(8) {
        all.push((heard.at + chance.between(1_000, minutes(40)), act(What::Note)));
    }
    all
}

/// Turns an act into what it does, if there is anything to do.
pub(super) fn carry_out(act: Act, twins: &Twins) -> Option<Done> {
    let now = twins.now();
    if let What::Answer(text) = act.what {
        let inner = &mut *twins.inner();
        let (number, id) = (phone(act.who.as_str())?, inner.chance.next());
        let text = inner.facts.answers(act.who.as_str(), &text, inner.chance.one_in(8));
        let text =
            json!({ "originationNumber": number, "messageBody": text, "inboundMessageId": id.to_string() });
        return Some(Done::Text(text.to_string()));
    }
    if matches!(act.what, What::Merge | What::Split) {
        return merge_or_split(act, twins);
    }
    let who = act.who.clone();
    let paged = |incident: &Incident| incident.status == Status::Triggered && incident.paged.contains(&who);
    let waiting = || twins.fakes.open_incidents().into_iter().find(paged).map(|incident| incident.id);
    let page = |form| Some(Visit { incident: act.incident.clone()?, who: who.clone(), form, seen: act.seen });
    let chance = &mut twins.inner().chance;
    let command = match act.what {
        What::Answer(_) => return None,
        What::List => return Some(Done::List(act.who)),
        What::Link(form) => return Some(Done::Link(page(form)?)),
        What::Console(form) => {
            let visit = page(form)?;
            let all = twins.fakes.incidents().into_iter();
            let number = all.filter(|it| it.id == visit.incident).map(|it| it.number).next()?;
            return Some(Done::Console(visit, number));
        }
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
        What::Reopen => Command::Reopen,
        What::Publish => {
            let words = NewUpdate::saying(Phase::Identified, "We know why.");
            Command::PublishUpdate(NewUpdate { impact: Some(Impact::Minor), ..words })
        }
        What::ApplyPolicy => Command::ApplyPolicy,
        What::Move => Command::Move { policy: (*chance.of(&POLICIES)).into() },
        What::Merge | What::Split => return None,
    };
    let id = act.incident.clone().or_else(waiting)?;
    Some(Done::Command(id, command, actor(&who)))
}

fn actor(who: &ResponderName) -> Actor {
    if who.as_str() == "fallback" { Actor::operator("op") } else { Actor::responder(who) }
}

/// Merges what they heard of into any that is open, or splits it off, or any that is merged.
fn merge_or_split(act: Act, twins: &Twins) -> Option<Done> {
    let open = twins.fakes.open_incidents();
    let chance = &mut twins.inner().chance;
    let by = actor(&act.who);
    let in_the_console = chance.one_in(2) && act.who.as_str() != "fallback";
    let number =
        |id: &IncidentId| twins.fakes.incidents().into_iter().find(|it| it.id == *id).map(|it| it.number);
    let visit = |incident: IncidentId, form: Form| {
        let number = number(&incident)?;
        // Of another than the one they heard of, they know what its page shows.
        let seen = if act.incident.as_ref() == Some(&incident) { act.seen } else { u64::MAX };
        Some(Done::Console(Visit { incident, who: act.who.clone(), form, seen }, number))
    };
    if matches!(act.what, What::Merge) {
        let target = open.get(chance.below(open.len().max(1)))?;
        let (child, into) = (act.incident.clone()?, target.id.clone());
        return match in_the_console {
            true => visit(child, Form::Merge(into, target.number)),
            false => Some(Done::Merge(child, into, by)),
        };
    }
    let merged: Vec<_> = open.into_iter().filter(Incident::is_merged).map(|incident| incident.id).collect();
    let own = act.incident.clone().filter(|id| merged.contains(id));
    let child = own.or_else(|| merged.get(chance.below(merged.len().max(1))).cloned())?;
    if in_the_console { visit(child, Form::Split) } else { Some(Done::Split(child, by)) }
}
