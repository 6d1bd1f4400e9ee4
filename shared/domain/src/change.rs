//! Change events: deployments and configuration changes. They are no problem by themselves, but the first thing to
//! check when there is one.
//!
//! Must not draw conclusions: a change is only shown beside incidents that opened soon after.

use crate::alarm::{AlarmEvent, Link};
use crate::ids::ServiceName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long changes are kept (PagerDuty's change events: 90 days).
pub const LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its identity. The same change reported twice is stored once.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// The service.
    pub service: ServiceName,
    /// A one-line summary.
    pub summary: String,
    /// The source that reported it.
    pub source: String,
    /// Links for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Change {
    /// The change that an event reports, for the service it was routed to.
    pub fn of(event: &AlarmEvent, service: &ServiceName) -> Self {
        Self {
            id: event.identity(),
            at: event.changed_at,
            service: service.clone(),
            summary: event.summary.clone(),
            source: event.source.clone(),
            links: event.links.clone(),
        }
    }
}
