//! RDS and DMS: failures, their ends, and maintenance of databases and replication tasks.
//!
//! An alert is about one side of a database (its storage, its replication, …); news of the same side ends it.

use super::service_event::ServiceEvent;
use crate::aws::sentence::meaning;
use crate::json;
use crate::parsed::Parsed;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;

/// RDS's event categories that mean a failure, unless the event's words tell of its end.
const TROUBLE: [(&str, Severity); 4] = [
    ("failure", Severity::Sev2),
    ("low storage", Severity::Sev2),
    ("availability", Severity::Sev2),
    ("failover", Severity::Sev3),
];

/// Additional labels: `name` is the database or the task, `state` the event's ID.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let (title, source) = match service_event.detail_type {
        kind if kind.starts_with("RDS ") => ("RDS", "aws.rds"),
        kind if kind.starts_with("DMS ") => ("DMS", "aws.dms"),
        _ => return None,
    };
    let service_event = service_event.with_source(source);
    let message = service_event.text(&["/detail/Message", "/detail/detailMessage"])?;
    let arn = service_event.text(&["/detail/SourceArn", "/detail/resourceArn", "/resources/0"]);
    let name = service_event
        .text(&["/detail/SourceIdentifier"])
        .or(arn.and_then(|arn| arn.split(':').next_back()))?;
    let id = service_event.text(&["/detail/EventID", "/detail/eventId"]).unwrap_or_default();
    let meant = meaning(message);
    let trouble = trouble(&service_event).filter(|_| meant.kind != Some(AlarmKind::Resolve));
    let severity = trouble.or((meant.kind == Some(AlarmKind::Trigger)).then_some(meant.severity));
    let kinds: &[AlarmKind] = match (severity, meant.kind) {
        (Some(_), _) => &[AlarmKind::Trigger],
        (None, Some(AlarmKind::Resolve)) => &[AlarmKind::Change, AlarmKind::Resolve],
        // Its category says that it is news, whatever its words.
        _ => &[AlarmKind::Change],
    };
    let event = |kind: &AlarmKind| AlarmEvent {
        summary: format!("{title} {name}: {}", message.trim_end_matches('.')),
        severity,
        changed_at: service_event.time(&["/detail/Date"]),
        detail: [message.to_owned(), service_event.detail().map(json::pretty).unwrap_or_default()].join("\n"),
        ..service_event.event(*kind, format!("{}#{}", arn.unwrap_or(name), meant.side), name, id)
    };
    Some(kinds.iter().map(|kind| event(kind).into()).collect())
}

/// The severity of the first category that means a failure.
fn trouble(service_event: &ServiceEvent<'_>) -> Option<Severity> {
    let listed: Vec<String> = service_event
        .list("/detail/EventCategories")
        .iter()
        .filter_map(|category| category.as_str())
        .chain(service_event.text(&["/detail/category"]))
        .map(str::to_lowercase)
        .collect();
    TROUBLE
        .iter()
        .find(|(word, _)| listed.iter().any(|category| category == word))
        .map(|(_, severity)| *severity)
}
