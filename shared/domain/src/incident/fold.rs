//! Events into state: what each event changes, and nothing else does.

use super::event::{Acknowledgement, Event, EventRecord, Opened, Rung};
use super::state::{Alerts, Escalation, Incident, Lapse, Review, Status, StatusUpdate};
use crate::ids::ResponderName;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The most public updates kept with an incident, which is one item of at most 400 KB; older ones stay in its events.
const MAX_UPDATES: usize = 20;

impl Incident {
    /// The incident that its first event starts.
    pub fn start(record: &EventRecord, opened: &Opened) -> Self {
        Self {
            id: record.incident_id.clone(),
            number: record.number,
            version: record.seq,
            status: Status::Triggered,
            title: opened.title.clone(),
            service: opened.service.clone(),
            service_title: opened.service_title.clone(),
            severity: opened.severity,
            opened_at: record.at,
            detail: opened.detail.clone(),
            links: opened.links.clone(),
            runbook: opened.runbook.clone(),
            alerts: Alerts { open: 1, total: 1 },
            policy: opened.policy.clone(),
            escalation: Escalation {
                cycle: 1,
                first_cycle: 1,
                rung: Rung::Level(0),
                next_at: Some(record.at),
            },
            acknowledgement: None,
            lapse: None,
            paged: BTreeSet::new(),
            resolved_at: None,
            components: opened.components.clone(),
            updates: Vec::new(),
            review: None,
        }
    }

    /// Folds one event into the state.
    pub fn apply(&mut self, record: &EventRecord) {
        self.version = record.seq;
        match &record.event {
            Event::Opened(_) | Event::LevelSkipped { .. } | Event::DeliveryFailed { .. } => {}
            Event::AlertJoined { lapses_at, .. } => {
                self.alerts.open += 1;
                self.alerts.total += 1;
                if lapses_at.is_some() {
                    self.extend(*lapses_at);
                }
            }
            Event::AlertRepeated { .. } => {}
            Event::AlertCleared { .. } => self.alerts.open = self.alerts.open.saturating_sub(1),
            Event::SeverityRaised { to, .. } => {
                self.severity = *to;
                if self.status == Status::Acknowledged {
                    self.restart();
                }
            }
            Event::Paged { cycle, rung, responders, next_at, .. } => {
                self.page(*cycle, *rung, responders, *next_at);
            }
            Event::Acknowledged { lapses_at, .. } => self.acknowledge(record, *lapses_at),
            Event::AckReminded { .. } => {
                if let Some(lapse) = &mut self.lapse {
                    lapse.reminded = true;
                }
            }
            Event::AckLapsed { .. } => self.lapse(record.at),
            Event::NoteAdded { lapses_at, .. } => self.extend(*lapses_at),
            Event::Resolved { .. } => self.resolve(record.at),
            Event::StatusUpdated { phase, text, impact, components, lapses_at } => {
                if record.actor.is_person() {
                    self.extend(*lapses_at);
                }
                let (seq, at) = (record.seq, record.at);
                let (phase, impact) = (*phase, *impact);
                let (text, components) = (text.clone(), components.clone());
                self.tell(StatusUpdate { seq, at, phase, text, impact, components });
            }
            Event::PostmortemScheduled { owner, due_at, remind_at, draft } => {
                self.review = Some(Review {
                    owner: owner.clone(),
                    due_at: *due_at,
                    remind_at: remind_at.clone(),
                    reminded: 0,
                    draft: draft.clone(),
                });
            }
            Event::PostmortemReminded { reminder, .. } => {
                if let Some(review) = &mut self.review {
                    review.reminded = reminder + 1;
                }
            }
        }
    }

    fn page(&mut self, cycle: u32, rung: Rung, responders: &[ResponderName], next_at: Option<Timestamp>) {
        self.escalation = Escalation { cycle, rung, next_at, ..self.escalation };
        self.paged.extend(responders.iter().cloned());
        self.status = Status::Triggered;
        self.acknowledgement = None;
        self.lapse = None;
    }

    fn acknowledge(&mut self, record: &EventRecord, lapses_at: Option<Timestamp>) {
        self.status = Status::Acknowledged;
        self.acknowledgement = Some(Acknowledgement { by: record.actor.clone(), at: record.at });
        self.escalation.next_at = None;
        self.extend(lapses_at);
    }

    fn lapse(&mut self, at: Timestamp) {
        self.status = Status::Triggered;
        self.acknowledgement = None;
        self.lapse = None;
        self.restart();
        self.escalation.next_at = Some(at);
    }

    /// The next page begins a new run through the policy.
    fn restart(&mut self) {
        self.escalation.first_cycle = self.escalation.cycle + 1;
    }

    fn extend(&mut self, lapses_at: Option<Timestamp>) {
        self.lapse = lapses_at.map(|at| Lapse { at, reminded: false });
    }

    fn resolve(&mut self, at: Timestamp) {
        self.status = Status::Resolved;
        self.resolved_at = Some(at);
        self.escalation.next_at = None;
        self.lapse = None;
    }

    fn tell(&mut self, update: StatusUpdate) {
        self.updates.push(update);
        if self.updates.len() > MAX_UPDATES {
            self.updates.remove(0);
        }
    }
}
