//! A decision in progress, and its result. Must not decide anything itself.

use super::actor::Actor;
use super::command::CommandInfo;
use super::event::{Event, EventRecord};
use super::refusal::Refusal;
use super::state::{Incident, Status};
use crate::settings::Rules;
use jiff::Timestamp;

/// The result of a decision: the new state and the events that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The incident after all events.
    pub incident: Incident,
    /// The events, in order. The last one carries the next wake-up time.
    pub events: Vec<EventRecord>,
}

impl Decided {
    /// Who had the incident before it, if nobody has it any more. A tool that acknowledged has no more to do with it.
    pub fn takes_from<'a>(&self, before: &'a Incident) -> Option<&'a Actor> {
        let holder = before.acknowledgement.as_ref().map(|it| &it.by).filter(|by| by.is_person());
        holder.filter(|_| self.incident.is_open() && self.incident.acknowledgement.is_none())
    }
}

/// A decision in progress. Each event is applied at once, so that the next step sees its effect.
pub(super) struct Draft<'a> {
    pub(super) incident: Incident,
    pub(super) rules: &'a Rules,
    pub(super) info: CommandInfo,
    pub(super) events: Vec<EventRecord>,
    pub(super) armed_for: Option<Timestamp>,
}

impl<'a> Draft<'a> {
    pub(super) fn of(incident: &Incident, rules: &'a Rules, info: &CommandInfo) -> Self {
        let armed_for = incident.wake_at();
        Self { incident: incident.clone(), rules, info: info.clone(), events: Vec::new(), armed_for }
    }

    /// Refuses a command that a resolved incident does not accept.
    pub(super) fn must_be_open(&self) -> Result<(), Refusal> {
        match self.incident.resolved_at {
            Some(at) if self.incident.status == Status::Resolved => Err(Refusal::AlreadyResolved(at)),
            _ => Ok(()),
        }
    }

    /// Whether this decision created the event.
    pub(super) fn is_new(&self, seq: u64) -> bool {
        self.events.first().is_some_and(|first| seq >= first.seq)
    }

    /// Who sent the command.
    pub(super) fn by(&self) -> &Actor {
        &self.info.by
    }

    pub(super) fn now(&self) -> Timestamp {
        self.info.now
    }

    /// Records an event caused by whoever sent the command.
    pub(super) fn push(&mut self, event: Event) {
        self.push_as(self.info.by.clone(), event);
    }

    /// Records an event caused by the rules.
    pub(super) fn push_as_system(&mut self, event: Event) {
        self.push_as(Actor::system(), event);
    }

    fn push_as(&mut self, actor: Actor, event: Event) {
        let record = EventRecord {
            incident_id: self.incident.id.clone(),
            number: self.incident.number,
            seq: self.incident.version + 1,
            at: self.info.now,
            recorded_at: self.info.now,
            actor,
            wake_at: None,
            event,
        };
        self.incident.apply(&record);
        self.events.push(record);
    }

    pub(super) fn finish(mut self) -> Decided {
        // A timer that is already set is not set again, so that a storm of joining alerts sets none.
        let wake_at = self.incident.wake_at().filter(|at| Some(*at) != self.armed_for);
        if let Some(last) = self.events.last_mut() {
            last.wake_at = wake_at;
        }
        Decided { incident: self.incident, events: self.events }
    }
}
