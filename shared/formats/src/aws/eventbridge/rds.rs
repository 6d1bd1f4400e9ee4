//! RDS and DMS: failures, their ends, and maintenance of databases and replication tasks.
//!
//! An alert is about one side of a database (its storage, its replication, …); news of the same side ends it.

use super::service_event::ServiceEvent;
use crate::aws::sentence::{Said, meaning};
use crate::json;
use crate::parsed::Parsed;
use crate::words::is_same_name;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;

/// RDS's event categories that mean a failure, unless the event's words tell of its end.
const TROUBLE: [(&str, Severity); 4] = [
    ("failure", Severity::Sev2),
    ("low storage", Severity::Sev2),
    ("availability", Severity::Sev2),
    ("failover", Severity::Sev3),
];

/// Categories that only inform: a sentence without any known word is news in them. Source:
/// <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html>
const NEWS: [&str; 9] = [
    "backtrack",
    "backup",
    "configuration change",
    "creation",
    "deletion",
    "maintenance",
    "notification",
    "restoration",
    "security patching",
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
    let categories = categories(&service_event);
    let (said, trouble) = said(&categories);
    let kinds = meant.kinds(said);
    // Nobody knows how bad an unknown sentence is.
    let of_words = if meant.kind.is_some() { meant.severity } else { Severity::Sev2 };
    let severity = trouble.unwrap_or(of_words);
    let event = |kind: &AlarmKind| AlarmEvent {
        summary: format!("{title} {name}: {}", message.trim_end_matches('.')),
        severity: (*kind == AlarmKind::Trigger).then_some(severity),
        changed_at: service_event.time(&["/detail/Date"]),
        detail: [message.to_owned(), service_event.detail().map(json::pretty).unwrap_or_default()].join("\n"),
        ..service_event.event(*kind, format!("{}#{}", arn.unwrap_or(name), meant.side), name, id)
    };
    Some(kinds.iter().map(|kind| event(kind).into()).collect())
}

fn categories<'a>(service_event: &ServiceEvent<'a>) -> Vec<&'a str> {
    let listed =
        service_event.list("/detail/EventCategories").iter().filter_map(|category| category.as_str());
    listed.chain(service_event.text(&["/detail/category"])).collect()
}

/// What the categories say: how bad it is if one of them means a failure, and that it only informs if all of them do.
fn said(categories: &[&str]) -> (Said, Option<Severity>) {
    let is_listed = |word: &str| categories.iter().any(|category| is_same_name(category, word));
    let trouble = TROUBLE.iter().find(|(word, _)| is_listed(word)).map(|(_, severity)| *severity);
    let informs = |category: &&str| NEWS.iter().any(|word| is_same_name(category, word));
    match trouble {
        Some(severity) => (Said::Trouble, Some(severity)),
        None if !categories.is_empty() && categories.iter().all(informs) => (Said::News, None),
        None => (Said::Nothing, None),
    }
}
