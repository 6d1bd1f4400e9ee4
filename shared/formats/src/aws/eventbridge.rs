//! Events of other AWS services over EventBridge, direct or in envelopes.
//!
//! Only a service's own file knows what its events mean. A service without one is parsed [generically](generic).
//!
//! All have the labels `source`, `detail_type`, `account`, `region`, `resource` and `detail.<name>` for each scalar
//! field; those of a service with a file also `name` (of the stack, job, rule, …) and `state`.

mod beanstalk;
mod config;
mod generic;
mod guardduty;
mod health;
mod rds;
mod run;
mod service_event;
mod table;

use super::envelope::Envelope;
use crate::parsed::Parsed;
use serde_json::Value;
use service_event::ServiceEvent;

/// Parses the events of one service; `None` if the event is not one of them.
type Reader = fn(&ServiceEvent<'_>) -> Option<Vec<Parsed>>;

const READERS: [Reader; 8] = [
    generic::tick,
    health::read,
    guardduty::read,
    config::read,
    rds::read,
    beanstalk::read,
    run::read,
    table::read,
];

/// The events in this value; `None` if it is not an EventBridge event.
pub(crate) fn read(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let service_event = ServiceEvent::of(value, envelope)?;
    let understood = READERS.iter().find_map(|read| read(&service_event));
    Some(understood.unwrap_or_else(|| vec![generic::read(&service_event)]))
}
