//! The incident: what people respond to.
//!
//! `decide` turns a command into events, `apply` folds events into state; nothing else changes an incident. Neither
//! stores, sends or waits.

mod alert;
mod command;
mod decide;
mod escalate;
mod event;
mod state;

pub use alert::{Alert, AlertStatus};
pub use command::{Asked, Command, Opening, Refusal};
pub use decide::{Decided, decide, open};
pub use event::{
    Acknowledgement, Actor, ActorKind, Event, EventRecord, Impact, JoinReason, Opened, PageReason, Phase,
    Rung, SkipReason, Via,
};
pub use state::{Alerts, Escalation, Incident, Lapse, Review, Status, StatusUpdate};
