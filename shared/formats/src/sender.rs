//! The sender of a body, and what its events get from it: source, service and time.
//!
//! Knows no format.

use crate::limits::within_limits;
use crate::origin::Origin;
use crate::{time, unparsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Order};
use callout_domain::ids::ServiceName;
use callout_domain::settings::Mapping;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;

/// How far before its arrival a sender's clock may date a change.
///
/// Within it, the clock orders events that arrive out of order. Beyond it, the arrival time does: Alertmanager resolves
/// an alert that it only lost sight of, and sends it again with the time at which it first fired; that must page.
const LATE: SignedDuration = SignedDuration::from_mins(1);

/// The sender of a body, and the arrival time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The source of its events.
    source: String,
    /// The service in the sender's settings; overrides the one in a body, unless that is one of `services`.
    service: Option<ServiceName>,
    /// Other services that a body may name.
    services: Vec<ServiceName>,
    /// Where its JSON says what, if its settings say so.
    mapping: Option<Mapping>,
    /// The origin and time of a body.
    origin: Origin,
}

impl Sender {
    /// An integration, identified by its key.
    pub fn integration(name: &str, service: Option<ServiceName>, received_at: Timestamp) -> Self {
        let origin = Origin {
            from: format!("integration {name}"),
            subject: None,
            labels: BTreeMap::from([("integration".to_owned(), name.to_owned())]),
            sent_at: received_at,
        };
        Self { source: format!("integration/{name}"), service, services: Vec::new(), mapping: None, origin }
    }

    /// The same sender, whose bodies may name these services.
    pub fn with_services(self, services: &[ServiceName]) -> Self {
        Self { services: services.to_vec(), ..self }
    }

    /// The same sender, whose settings say where its JSON says what.
    pub fn with_mapping(self, mapping: Option<Mapping>) -> Self {
        Self { mapping, ..self }
    }

    /// A tool without a key, recognized by the shape of what it sends through AWS.
    pub(crate) fn tool(name: &str, origin: Origin) -> Self {
        Self { source: name.to_owned(), service: None, services: Vec::new(), mapping: None, origin }
    }

    /// An event with only a key, a kind and a summary.
    pub(crate) fn event(&self, dedup_key: String, kind: AlarmKind, summary: String) -> AlarmEvent {
        AlarmEvent {
            source: self.source.clone(),
            dedup_key,
            kind,
            summary,
            severity: None,
            service: self.service.clone(),
            changed_at: self.origin.sent_at,
            order: Default::default(),
            labels: Default::default(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }

    /// The event for text in no known format: it goes to the sender's service, for a person to read. It is an integration's
    /// like all its others: the scope and the budget of its key hold for what nobody can read, too.
    pub fn unparsed_event(&self, text: &str) -> AlarmEvent {
        let event = unparsed::text_or_json(text, &self.origin);
        let source = if self.is_integration() { self.source.clone() } else { event.source };
        within_limits(AlarmEvent { source, service: self.service.clone(), ..event })
    }

    fn is_integration(&self) -> bool {
        self.source.starts_with("integration/")
    }

    /// Where its JSON says what.
    pub(crate) fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }

    /// When a body arrived.
    pub(crate) fn received_at(&self) -> Timestamp {
        self.origin.sent_at
    }

    /// The time of a change that the sender's clock puts at `time`. A clock that runs ahead is bounded with the whole event.
    pub(crate) fn changed_at(&self, time: Option<Timestamp>) -> Timestamp {
        time.map_or(self.received_at(), |time| time.max(self.earliest()))
    }

    /// The place of an event that has just arrived: by its own time only if its sender says one that may be that of a change.
    pub(crate) fn order(&self, event: &AlarmEvent) -> Order {
        let (changed_at, received_at) = (event.changed_at, self.received_at());
        let is_said =
            event.order.claimed_at.is_some() || (changed_at != received_at && changed_at > self.earliest());
        let arrived_at = (changed_at != received_at).then_some(received_at);
        Order { by_arrival: !is_said, arrived_at, ..event.order }
    }

    fn earliest(&self) -> Timestamp {
        self.received_at().checked_sub(LATE).unwrap_or(self.received_at())
    }

    /// Like `changed_at`, for senders that repeat the start time of a problem: an old start counts as now, or a resolve
    /// in between would make it out of date.
    pub(crate) fn state_changed_at(&self, time: Option<Timestamp>, kind: AlarmKind) -> Timestamp {
        let old = kind == AlarmKind::Trigger && time.is_none_or(|time| time < self.earliest());
        if old { self.received_at() } else { self.changed_at(time) }
    }

    /// Like `changed_at`, read from JSON: text, or seconds or milliseconds since 1970.
    pub(crate) fn changed_at_value(&self, time: Option<&Value>) -> Timestamp {
        self.changed_at(time.and_then(time::of_value))
    }

    /// The event's service, unless the integration's settings have one.
    pub(crate) fn service_or(&self, named: Option<&str>) -> Option<ServiceName> {
        let named = named.map(str::trim).filter(|name| !name.is_empty()).map(ServiceName::from);
        let allowed = named.clone().filter(|named| self.services.contains(named));
        allowed.or_else(|| self.service.clone()).or(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrival_orders_what_is_old_and_the_senders_clock_what_is_new() {
        let received_at: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let sender = Sender::integration("x", None, received_at);
        let check = |time: &str, expected: &str| {
            assert_eq!(sender.changed_at(time.parse().ok()), expected.parse().unwrap(), "{time}");
        };
        check("2026-11-22T02:59:30Z", "2026-11-22T02:59:30Z");
        check("2026-11-21T00:00:00Z", "2026-11-22T02:59:00Z");
        check("2026-11-22T03:00:30Z", "2026-11-22T03:00:30Z");
        check("no time", "2026-11-22T03:00:00Z");
    }
}
