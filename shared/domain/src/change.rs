//! Something that was changed on purpose: a deployment, an edit of the configuration. Nothing is wrong with it, but it is
//! the first thing to look at when something is.
//!
//! Blames nothing: it is only shown beside incidents that began soon after.

use crate::alarm::{AlarmEvent, Link};
use crate::ids::ServiceName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long changes are kept (PagerDuty's change events: 90 days).
pub const LIFE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its identity: the same change told twice is one.
    pub id: String,
    /// When it was made.
    pub at: Timestamp,
    /// Whose.
    pub service: ServiceName,
    /// One line for people.
    pub summary: String,
    /// Who told us.
    pub source: String,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Change {
    /// The change that an event tells, of the service it was routed to.
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
