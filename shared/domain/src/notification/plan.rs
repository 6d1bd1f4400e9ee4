//! Plans who is notified after an event.

use crate::drill;
use crate::ids::{ContactName, ResponderName};
use crate::incident::{
    EscalationStep, Event, EventRecord, Incident, NotifiedContact, Status, UpdateReminder,
};
use crate::link::{FALLBACK_LEVEL, HIGHEST_LEVEL};
use crate::responder::{Channel, Urgency};
use crate::settings::Rules;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The purpose of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A page: respond now.
    Page,
    /// The acknowledger asks for help.
    Help,
    /// The incident is resolved; nothing to do.
    Resolved,
    /// Somebody reopened it and has it: what was said of its end does not hold.
    Reopened,
    /// Somebody else took it over from the reader.
    TakenOver,
    /// Asks the acknowledger whether they still work on it.
    AckReminder,
    /// Tells whoever is on call that a colleague reported something, before it pages.
    Informed,
    /// Tells whoever has it that somebody else reports it, too.
    Report,
    /// Reminds whoever has a declared incident that it is open.
    OpenReminder,
    /// Reminds whoever has it that customers wait for an update.
    UpdateReminder,
    /// The postmortem is due.
    PostmortemReminder,
}

impl MessageKind {
    /// Whether the recipient is asked for a reply.
    pub fn wants_answer(self) -> bool {
        self.is_to_acknowledge() || matches!(self, Self::Report | Self::OpenReminder | Self::UpdateReminder)
    }

    /// Whether the reply that is asked for is an acknowledgement.
    pub fn is_to_acknowledge(self) -> bool {
        matches!(self, Self::Page | Self::Help | Self::AckReminder | Self::Informed)
    }

    /// Whether somebody must respond at once. Nothing else may hold up such a message.
    pub fn is_page(self) -> bool {
        matches!(self, Self::Page | Self::Help)
    }
}

/// One message to one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its identity within the incident. The same message has the same id, however often it is planned.
    pub id: String,
    /// The responder.
    pub responder: ResponderName,
    /// The responder's contact.
    pub contact: ContactName,
    /// The channel.
    pub channel: Channel,
    /// The purpose.
    pub kind: MessageKind,
    /// The level at which the recipient was paged, for the link.
    pub level: u8,
}

/// The messages for an event, given the incident's current state. Drops a page if the incident has been acknowledged
/// since.
pub fn plan(record: &EventRecord, incident: &Incident, rules: &Rules) -> Vec<Message> {
    let mut messages = planned(record, incident, rules);
    // The fallback may stand for several who left, and be paged itself: one message says all.
    let mut seen = BTreeSet::new();
    messages.retain(|message| seen.insert(message.id.clone()));
    messages
}

fn planned(record: &EventRecord, incident: &Incident, rules: &Rules) -> Vec<Message> {
    let to = |name: &ResponderName| Recipient::of(name, rules);
    match &record.event {
        Event::Paged { responders, urgency, .. } => {
            let notified = responders.iter().filter(|name| incident.is_notifying(name, record.seq));
            // Several may be replaced by one person; a built-in responder reaches fewer contacts than that person has.
            let unique: BTreeMap<ResponderName, &ResponderName> =
                notified.map(|name| (rules.reach(name).0, name)).collect();
            unique.values().flat_map(|name| to(name).page(record, incident, *urgency)).collect()
        }
        Event::Notified { notified, .. } => {
            let wanted =
                |one: &&NotifiedContact| incident.engagements.iter().any(|it| it.responder == one.responder);
            let message =
                |one: &NotifiedContact| to(&one.responder).over_contacts(&one.contacts, record, incident);
            notified.iter().filter(wanted).flat_map(message).collect()
        }
        Event::ResponderAdded { responder, .. } if incident.is_notifying(responder, record.seq) => {
            let id = format!("help.{}", record.seq);
            to(responder).over_due_contacts(record, Urgency::High, &id, MessageKind::Help, 0)
        }
        // Its first message said that there is nothing to do.
        Event::Resolved { .. } if drill::is_nightly(&incident.service) => Vec::new(),
        // Reopened since, nobody must read that it is over; whoever heard of an end hears of the reopening.
        Event::Resolved { .. } if incident.is_open() => Vec::new(),
        Event::Resolved { .. } => to_all(record, incident, rules, MessageKind::Resolved, "resolved"),
        Event::Reopened { .. } if !incident.is_open() => Vec::new(),
        Event::Reopened { .. } => to_all(record, incident, rules, MessageKind::Reopened, "reopened"),
        // What has begun to page meanwhile says more.
        Event::Informed { responders } if incident.status == Status::Triggered && incident.hold.is_some() => {
            let id = format!("informed.{}", record.seq);
            let message = |name| to(name).over_silent_contact(&id, MessageKind::Informed);
            responders.iter().filter_map(message).collect()
        }
        Event::Reported { .. } if incident.status == Status::Acknowledged => {
            let has_it = incident.owner().filter(|name| !record.actor.is_responder(name));
            let id = format!("report.{}", record.seq);
            let message =
                |name: &ResponderName| to(name).over_first_contacts(record, &id, MessageKind::Report);
            has_it.iter().flat_map(message).collect()
        }
        _ => reminder(record, incident, rules),
    }
}

/// Of what waits for one person.
fn reminder(record: &EventRecord, incident: &Incident, rules: &Rules) -> Vec<Message> {
    let to = |name: &ResponderName| Recipient::of(name, rules);
    match &record.event {
        Event::AckReminded { responder: Some(name), lapses_at }
            if incident.status == Status::Acknowledged =>
        {
            let id = format!("ack-reminder.{}", lapses_at.as_second());
            to(name).over_first_contacts(record, &id, MessageKind::AckReminder)
        }
        // They may have it back meanwhile, or be paged again.
        Event::TakenOver(taken) => {
            let (id, had_it) = (format!("taken-over.{}", record.seq), taken.from.in_the_name_of());
            let message = |name| to(name).over_silent_contact(&id, MessageKind::TakenOver);
            had_it.iter().filter(|name| incident.is_with_another(name)).filter_map(message).collect()
        }
        Event::OpenReminded { responder: Some(name) } if incident.is_open() => {
            let id = format!("open-reminder.{}", record.seq);
            to(name).over_silent_contact(&id, MessageKind::OpenReminder).into_iter().collect()
        }
        Event::UpdateReminded(UpdateReminder { responder: Some(name), .. }) if incident.owes_an_update() => {
            let id = format!("update-reminder.{}", record.seq);
            to(name).over_silent_contact(&id, MessageKind::UpdateReminder).into_iter().collect()
        }
        Event::PostmortemReminded { owner: Some(name), reminder, due_at } => {
            // A due day that moved has reminders of its own.
            let id = format!("postmortem.{}.{reminder}", due_at.as_second());
            to(name).over_silent_contact(&id, MessageKind::PostmortemReminder).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// To everybody who heard of it, but whoever ended or reopened it. Reopened and resolved again, it is news again.
fn to_all(
    record: &EventRecord,
    incident: &Incident,
    rules: &Rules,
    kind: MessageKind,
    word: &str,
) -> Vec<Message> {
    let (id, owner) = (format!("{word}.{}", record.seq), incident.owner());
    // Whoever has it may never have been paged.
    let hear: BTreeSet<&ResponderName> = incident.paged.iter().chain(owner.as_ref()).collect();
    let others = hear.into_iter().filter(|name| name.as_str() != record.actor.name);
    let message = |name| Recipient::of(name, rules).over_silent_contact(&id, kind);
    others.filter_map(message).collect()
}

fn level(step: EscalationStep) -> u8 {
    match step {
        EscalationStep::Level(level) => u8::try_from(level).unwrap_or(HIGHEST_LEVEL),
        EscalationStep::Fallback => FALLBACK_LEVEL,
    }
}

/// A person to notify, or the fallback contact in place of a person who cannot be reached.
struct Recipient<'a> {
    name: ResponderName,
    notification_rules: &'a crate::responder::NotificationRules,
}

impl<'a> Recipient<'a> {
    fn of(name: &ResponderName, rules: &'a Rules) -> Self {
        let (name, notification_rules) = rules.reach(name);
        Self { name, notification_rules }
    }

    fn message(&self, id: &str, contact: &ContactName, kind: MessageKind, level: u8) -> Option<Message> {
        let (channel, responder) = (self.notification_rules.channel(contact)?, self.name.clone());
        let id = format!("{id}.{responder}.{contact}");
        Some(Message { id, responder, contact: contact.clone(), channel, kind, level })
    }

    /// The page itself: over the contacts that are due at once, or over a silent one if a later level has been paged
    /// since.
    fn page(&self, record: &EventRecord, incident: &Incident, urgency: Urgency) -> Vec<Message> {
        let Event::Paged { cycle, step, .. } = &record.event else { return Vec::new() };
        let id = match step {
            EscalationStep::Level(level) => format!("page.{cycle}.{level}.{}", record.seq),
            EscalationStep::Fallback => format!("page.{cycle}.fallback.{}", record.seq),
        };
        if incident.escalation.seq != record.seq {
            return self.over_silent_contact(&id, MessageKind::Page).into_iter().collect();
        }
        self.over_due_contacts(record, urgency, &id, MessageKind::Page, level(*step))
    }

    /// Over every contact that is due when the event happened.
    fn over_due_contacts(
        &self,
        record: &EventRecord,
        urgency: Urgency,
        id: &str,
        kind: MessageKind,
        level: u8,
    ) -> Vec<Message> {
        let due =
            self.notification_rules.due(urgency, record.at).into_iter().filter(|(at, _)| *at <= record.at);
        let contacts: BTreeSet<ContactName> = due.map(|(_, contact)| contact).collect();
        let in_order = self
            .notification_rules
            .contacts()
            .iter()
            .map(|(name, _)| name)
            .filter(|name| contacts.contains(*name));
        in_order.filter_map(|contact| self.message(id, contact, kind, level)).collect()
    }

    /// Over the contacts that the person's rules use first, whatever their delay.
    fn over_first_contacts(&self, record: &EventRecord, id: &str, kind: MessageKind) -> Vec<Message> {
        let due = self.notification_rules.due(Urgency::High, record.at);
        let first = due.first().map(|(at, _)| *at);
        let contacts: BTreeSet<ContactName> =
            due.into_iter().filter(|(at, _)| Some(*at) == first).map(|(_, contact)| contact).collect();
        contacts.iter().filter_map(|contact| self.message(id, contact, kind, 0)).collect()
    }

    /// Over the contacts that an event names; over those due at once if all of them are gone since.
    fn over_contacts(
        &self,
        contacts: &[ContactName],
        record: &EventRecord,
        incident: &Incident,
    ) -> Vec<Message> {
        let id = format!("notified.{}", record.seq);
        let level = level(incident.escalation.step);
        let kind = MessageKind::Page;
        let named: Vec<Message> =
            contacts.iter().filter_map(|contact| self.message(&id, contact, kind, level)).collect();
        if !named.is_empty() {
            return named;
        }
        self.over_due_contacts(record, Urgency::High, &id, kind, level)
    }

    /// Over one contact that does not ring, if the person has one.
    fn over_silent_contact(&self, id: &str, kind: MessageKind) -> Option<Message> {
        self.message(id, self.notification_rules.quietest()?, kind, 0)
    }
}
