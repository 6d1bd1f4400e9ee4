//! One incident of a list. Outside programs rely on these names.

use callout_domain::incident::{Incident, NextPage};
use jiff::Timestamp;
use serde::Serialize;

/// One incident of a list.
#[derive(Debug, Serialize)]
pub struct Listed {
    id: String,
    number: u64,
    title: String,
    status: &'static str,
    severity: String,
    service: String,
    opened_at: Timestamp,
    acknowledged_by: Option<String>,
    /// The number of the incident that pages for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<u64>,
    /// The numbers of those merged into it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    merged: Vec<u64>,
    /// Until when it pages nobody.
    held_until: Option<Timestamp>,
    /// Whom it pages next, if nobody does anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page: Option<NextPage>,
}

impl Listed {
    /// The public face of an incident.
    pub fn of(incident: &Incident) -> Self {
        let hold = incident.hold.as_ref().filter(|_| incident.is_open());
        Self {
            id: incident.id.to_string(),
            number: incident.number,
            title: incident.title.clone(),
            status: incident.standing().as_str(),
            severity: incident.severity.to_string(),
            service: incident.service.to_string(),
            opened_at: incident.opened_at,
            acknowledged_by: incident.acknowledgement.as_ref().map(|it| it.by.to_string()),
            merged_into: incident.merged_into.as_ref().map(|into| into.number),
            merged: incident.merged.values().map(|merged| merged.number).collect(),
            held_until: hold.map(|hold| hold.until),
            next_page: None,
        }
    }

    /// The same, with whom it pages next.
    pub(super) fn with_next_page(self, next: Option<&NextPage>) -> Self {
        Self { next_page: next.cloned(), ..self }
    }
}
