//! What would happen to an alarm at a time if it opened an incident, for trying rules before applying them.
//!
//! Must not decide anything by itself: it uses the rules that real alarms use.

use super::Rules;
use crate::alarm::AlarmEvent;
use crate::ids::{IncidentId, PolicyName, ResponderName};
use crate::incident::{Event, Hold, Opening, open};
use crate::responder::Urgency;
use crate::routing::{RouteTrace, Routed};
use jiff::Timestamp;

/// What would happen to an alarm.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The routes that were checked.
    pub traces: Vec<RouteTrace>,
    /// The routing result.
    pub routed: Routed,
    /// The urgency.
    pub urgency: Urgency,
    /// What would hold it back.
    pub hold: Option<Hold>,
    /// The escalation policy.
    pub policy: PolicyName,
    /// Who would be paged first, if nothing held it back.
    pub pages: Vec<ResponderName>,
}

impl Simulation {
    /// The route that owns it, if any does.
    pub fn route(&self) -> Option<&str> {
        self.traces.last().filter(|trace| trace.owns()).map(|trace| trace.route.as_str())
    }
}

impl Rules {
    /// Simulates an alarm at a time.
    pub fn simulation(&self, event: &AlarmEvent, at: Timestamp) -> Simulation {
        let routed = self.route(event);
        Simulation {
            traces: self.explain(event),
            urgency: self.urgency(&routed.service, routed.severity, at).0,
            hold: self.hold(event, &routed, at),
            policy: self.service(&routed.service).policy,
            pages: self.first_paged(event, &routed, at),
            routed,
        }
    }

    fn first_paged(&self, event: &AlarmEvent, routed: &Routed, at: Timestamp) -> Vec<ResponderName> {
        let id = IncidentId::derive(&event.alert_key(), &event.identity());
        let opening = Opening::new(id, 1, event, Routed { pause: None, ..routed.clone() });
        let paged = open(&opening, self, at).events.into_iter().find_map(|record| match record.event {
            Event::Paged { responders, .. } => Some(responders),
            _ => None,
        });
        paged.unwrap_or_default()
    }
}
