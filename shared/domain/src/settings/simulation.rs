//! What an alarm would come to at an instant, if it opened an incident: for whoever tries rules before they count.
//!
//! Must not decide anything by itself; it asks what is asked when a real alarm comes in.

use super::Rules;
use crate::alarm::AlarmEvent;
use crate::ids::{IncidentId, PolicyName, ResponderName};
use crate::incident::{Event, Hold, Opening, open};
use crate::responder::Urgency;
use crate::routing::{RouteTrace, Routed};
use jiff::Timestamp;

/// What an alarm would come to.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The routes that were looked at.
    pub looked: Vec<RouteTrace>,
    /// Where it goes.
    pub routed: Routed,
    /// Whether somebody must be woken.
    pub urgency: Urgency,
    /// What would hold it back.
    pub hold: Option<Hold>,
    /// Whom to call out in which order.
    pub policy: PolicyName,
    /// Who would be called out first, if nothing held it back.
    pub pages: Vec<ResponderName>,
}

impl Simulation {
    /// The route that took it, if any did.
    pub fn route(&self) -> Option<&str> {
        self.looked.last().filter(|looked| looked.took_it()).map(|looked| looked.route.as_str())
    }
}

impl Rules {
    /// What an alarm would come to at an instant.
    pub fn simulation(&self, event: &AlarmEvent, at: Timestamp) -> Simulation {
        let routed = self.route(event);
        Simulation {
            looked: self.explain(event),
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
