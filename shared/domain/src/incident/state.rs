//! An incident as it stands: the fold over its events.

use super::actor::Actor;
use super::event::{Acknowledgement, Event, EventRecord, Opened, Rung};
use super::public::{Impact, Phase};
use crate::alarm::Link;
use crate::escalation::{ACK_REMINDER, PolicySnapshot};
use crate::ids::{ComponentName, IncidentId, ResponderName, ServiceName};
use crate::severity::Severity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most public updates kept with an incident, which is one item of at most 400 KB; older ones stay in its events.
const MAX_UPDATES: usize = 20;

/// What people respond to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its identity.
    pub id: IncidentId,
    /// Its number for people.
    pub number: u64,
    /// How many events made it; the optimistic lock of every commit.
    pub version: u64,
    /// Whether anybody has it.
    pub status: Status,
    /// One line for people.
    pub title: String,
    /// Who owns it.
    pub service: ServiceName,
    /// What people call the owner.
    pub service_title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Since when.
    pub opened_at: Timestamp,
    /// Why the source says it is bad.
    #[serde(default)]
    pub detail: String,
    /// Where to look.
    #[serde(default)]
    pub links: Vec<Link>,
    /// What to do about it.
    #[serde(default)]
    pub runbook: Option<String>,
    /// Alerts it covers.
    pub alerts: Alerts,
    /// Whom to page, as the settings stood when it opened.
    pub policy: PolicySnapshot,
    /// How far the calling-out has come.
    pub escalation: Escalation,
    /// Who has it.
    #[serde(default)]
    pub acknowledgement: Option<Acknowledgement>,
    /// When the acknowledgement lapses.
    #[serde(default)]
    pub lapse: Option<Lapse>,
    /// Everybody who was called out.
    #[serde(default)]
    pub paged: BTreeSet<ResponderName>,
    /// When it ended.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
    /// Parts of the status page that suffer.
    #[serde(default)]
    pub components: Vec<ComponentName>,
    /// What customers were told, oldest first.
    #[serde(default)]
    pub updates: Vec<StatusUpdate>,
    /// The review after it.
    #[serde(default)]
    pub review: Option<Review>,
}

/// Whether anybody has it. Not what customers are told: that is a `Phase`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has it yet.
    Triggered,
    /// Somebody has it.
    Acknowledged,
    /// It is over.
    Resolved,
}

impl Status {
    /// The word people and programs read.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triggered => "triggered",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }
}

/// Counts of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Alerts {
    /// Still firing.
    pub open: u32,
    /// Ever joined.
    pub total: u32,
}

/// How far the calling-out has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Counts the passes through the policy, from 1.
    pub cycle: u32,
    /// The first pass since the incident was last (re-)triggered; repeats are counted from it.
    pub first_cycle: u32,
    /// Where it stands.
    pub rung: Rung,
    /// When the next level is due; nothing is due while somebody has it.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
}

/// When an acknowledgement lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapse {
    /// When.
    pub at: Timestamp,
    /// Whether the acknowledger was reminded.
    pub reminded: bool,
}

impl Lapse {
    /// When the acknowledger is reminded.
    pub fn remind_at(&self) -> Timestamp {
        self.at.saturating_sub(ACK_REMINDER).unwrap_or(self.at)
    }
}

/// One dated text on the status page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// Its place in the incident's events; names the update.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Where the work stood.
    pub phase: Phase,
    /// The text.
    pub text: String,
    /// How bad it was for customers.
    pub impact: Impact,
    /// Which parts suffered.
    pub components: Vec<ComponentName>,
}

/// The review after an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who writes it.
    pub owner: Option<ResponderName>,
    /// By when.
    pub due_at: Timestamp,
    /// When its owner is reminded, in order.
    pub remind_at: Vec<Timestamp>,
    /// How many reminders went out.
    pub reminded: usize,
    /// Where the draft is.
    pub draft: String,
}

impl Incident {
    /// When somebody must look at it again: the earliest of everything pending.
    pub fn wake_at(&self) -> Option<Timestamp> {
        match self.status {
            Status::Triggered => self.escalation.next_at,
            Status::Acknowledged => {
                self.lapse.map(|lapse| if lapse.reminded { lapse.at } else { lapse.remind_at() })
            }
            Status::Resolved => {
                self.review.as_ref().and_then(|review| review.remind_at.get(review.reminded).copied())
            }
        }
    }

    /// Whether it is not over.
    pub fn is_open(&self) -> bool {
        self.status != Status::Resolved
    }

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

    /// Who is behind the acknowledgement, if it is a responder.
    pub fn acknowledger(&self) -> Option<ResponderName> {
        let by: &Actor = &self.acknowledgement.as_ref()?.by;
        (by.kind == super::ActorKind::Responder).then(|| by.name.as_str().into())
    }
}
