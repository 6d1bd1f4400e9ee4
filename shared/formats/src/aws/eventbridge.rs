//! Events of other AWS services over EventBridge, straight or in envelopes.
//!
//! Only a service's own file knows what its events mean. A service without one is read [generically](generic).
//!
//! All have the labels `source`, `detail_type`, `account`, `region`, `resource` and `detail.<name>` for each plain field;
//! those of a service with a file also `name` (of the stack, job, rule, …) and `state`.

mod config;
mod generic;
mod guardduty;
mod health;
mod rds;
mod run;
mod service_event;

use super::envelope::Envelope;
use crate::parsed::Parsed;
use serde_json::Value;
use service_event::ServiceEvent;

/// Reads the events of one service; `None` if this is none of them.
type Reader = fn(&ServiceEvent<'_>) -> Option<Vec<Parsed>>;

const READERS: [Reader; 6] =
    [generic::tick, health::read, guardduty::read, config::read, rds::read, run::read];

/// What the event in this value says; `None` if EventBridge did not write it.
pub(crate) fn read(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let service_event = ServiceEvent::of(value, envelope)?;
    let understood = READERS.iter().find_map(|read| read(&service_event));
    Some(understood.unwrap_or_else(|| vec![generic::read(&service_event)]))
}
