//! Who is told after an event.

use crate::ids::ResponderName;
use crate::incident::{Event, EventRecord, Incident, Rung, Status};
use crate::responder::{BUILT_IN_FALLBACK, Channel};
use crate::settings::Rules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Wake up and look.
    Page,
    /// It is over; nothing to do.
    Resolved,
    /// Do you still have it?
    AckReminder,
    /// The review is due.
    ReviewReminder,
}

/// One message to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identity within the incident: the same message has the same name however often it is planned.
    pub id: String,
    /// To whom.
    pub responder: ResponderName,
    /// Over what.
    pub channel: Channel,
    /// What for.
    pub kind: MessageKind,
    /// The level at which its receiver was called out, for the link.
    pub level: u8,
}

/// The messages that an event calls for, given how the incident stands now. A page that an acknowledgement has
/// overtaken is not sent any more.
pub fn plan(record: &EventRecord, incident: &Incident, rules: &Rules) -> Vec<Message> {
    match &record.event {
        Event::Paged { cycle, rung, responders, .. } if is_wanted(incident, *cycle) => {
            let place = match rung {
                Rung::Level(level) => format!("{cycle}.{level}"),
                Rung::LastResort => format!("{cycle}.last"),
            };
            let level = match rung {
                Rung::Level(level) => u8::try_from(*level).unwrap_or(254),
                Rung::LastResort => 255,
            };
            let id = format!("page.{place}");
            let to_one = |to| match incident.escalation.rung == *rung {
                true => to_all(rules, to, &id, MessageKind::Page, level),
                // A later level was called out meanwhile: this one is told, but not woken.
                false => quietly(rules, to, &id, MessageKind::Page).into_iter().collect(),
            };
            responders
                .iter()
                .map(|to| reachable(rules, to))
                .collect::<BTreeSet<_>>()
                .iter()
                .flat_map(to_one)
                .collect()
        }
        Event::Resolved { .. } => incident
            .paged
            .iter()
            .filter(|name| name.as_str() != record.actor.name)
            .flat_map(|to| quietly(rules, to, "resolved", MessageKind::Resolved))
            .collect(),
        Event::AckReminded { responder: Some(to), lapses_at } if incident.status == Status::Acknowledged => {
            let id = format!("ack-reminder.{}", lapses_at.as_second());
            to_all(rules, to, &id, MessageKind::AckReminder, 0)
        }
        Event::PostmortemReminded { owner: Some(to), reminder, .. } => {
            let message = quietly(rules, to, &format!("review.{reminder}"), MessageKind::ReviewReminder);
            message.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a page still has to go out: nobody has the incident, and no later round took its place.
fn is_wanted(incident: &Incident, cycle: u32) -> bool {
    incident.status == Status::Triggered && incident.escalation.cycle == cycle
}

/// Whom to page instead of somebody the settings no longer know or cannot reach: a page never goes to nobody.
fn reachable(rules: &Rules, to: &ResponderName) -> ResponderName {
    if channels(rules, to).is_empty() { BUILT_IN_FALLBACK.into() } else { to.clone() }
}

fn message(id: &str, to: &ResponderName, channel: Channel, kind: MessageKind, level: u8) -> Message {
    let id = format!("{id}.{to}.{channel}");
    Message { id, responder: to.clone(), channel, kind, level }
}

/// Over every channel of a person, in their order.
fn to_all(rules: &Rules, to: &ResponderName, id: &str, kind: MessageKind, level: u8) -> Vec<Message> {
    channels(rules, to).into_iter().map(|channel| message(id, to, channel, kind, level)).collect()
}

/// Over one channel that does not ring: email if the person has it, else their first.
fn quietly(rules: &Rules, to: &ResponderName, id: &str, kind: MessageKind) -> Option<Message> {
    let channels = channels(rules, to);
    let quiet = channels.iter().find(|&&channel| channel == Channel::Email).or(channels.first());
    quiet.map(|&channel| message(id, to, channel, kind, 0))
}

/// How a person is reached; not at all if the settings do not know them.
fn channels(rules: &Rules, to: &ResponderName) -> Vec<Channel> {
    match rules.responder(to) {
        Some(responder) => {
            let mut channels: Vec<Channel> = Vec::new();
            for contact in &responder.contacts {
                if !channels.contains(&contact.channel) {
                    channels.push(contact.channel);
                }
            }
            channels
        }
        None if to.as_str() == BUILT_IN_FALLBACK => vec![Channel::Sms, Channel::Email],
        None => Vec::new(),
    }
}
