//! What an event calls an incident that was merged into this one.

use crate::ids::IncidentId;
use crate::incident::Incident;
use serde::{Deserialize, Serialize};

/// An incident that was merged into this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedChild {
    /// The merged incident.
    pub child: IncidentId,
    /// Its number.
    pub child_number: u64,
}

impl From<&Incident> for MergedChild {
    fn from(incident: &Incident) -> Self {
        Self { child: incident.id.clone(), child_number: incident.number }
    }
}
