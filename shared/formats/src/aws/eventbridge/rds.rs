//! RDS: failures and maintenance of databases.
//!
//! RDS never sends a resolve: people resolve its alerts.

use super::service_event::{ServiceEvent, one};
use crate::json;
use crate::parsed::Parsed;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;

/// RDS's event categories that mean a failure.
const TROUBLE: [(&str, Severity); 4] = [
    ("failure", Severity::Sev2),
    ("low storage", Severity::Sev2),
    ("availability", Severity::Sev2),
    ("failover", Severity::Sev3),
];

/// Additional labels: `name` is the database, `state` RDS's event ID.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    if !service_event.detail_type.starts_with("RDS DB ") {
        return None;
    }
    let service_event = service_event.with_source("aws.rds");
    let name = service_event.text(&["/detail/SourceIdentifier", "/detail/SourceArn"])?;
    let message = service_event.text(&["/detail/Message"])?;
    let event = service_event.text(&["/detail/EventID"]).unwrap_or_default();
    let categories: Vec<&str> =
        service_event.list("/detail/EventCategories").iter().filter_map(|one| one.as_str()).collect();
    let trouble = TROUBLE.iter().find(|(word, _)| categories.contains(word)).map(|(_, severity)| *severity);
    let kind = if trouble.is_some() { AlarmKind::Trigger } else { AlarmKind::Change };
    let arn = service_event.text(&["/detail/SourceArn"]).unwrap_or(name);
    Some(one(AlarmEvent {
        summary: format!("RDS {name}: {}", message.trim_end_matches('.')),
        severity: trouble,
        changed_at: service_event.time(&["/detail/Date"]),
        detail: [message.to_owned(), service_event.detail().map(json::pretty).unwrap_or_default()].join("\n"),
        ..service_event.event(kind, format!("{arn}#{event}"), name, event)
    }))
}
