//! GuardDuty: findings about possible intruders.
//!
//! A finding keeps its ID while it continues; GuardDuty sends it again with a new count, which is the same alert.

use super::service_event::{ServiceEvent, one, readable};
use crate::aws::console::escaped;
use crate::json;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;
use serde_json::Value;

/// Additional labels: `name` is the finding's type, `state` GuardDuty's severity number.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let service_event = service_event.with_source("aws.guardduty");
    match service_event.detail_type {
        "GuardDuty Finding" => finding(&service_event),
        "GuardDuty Malware Protection Object Scan Result" => scan(&service_event),
        _ => None,
    }
}

fn finding(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let id = service_event.text(&["/detail/id"])?;
    let title = service_event.text(&["/detail/title", "/detail/type"]).unwrap_or("a finding");
    let number = service_event.scalar("/detail/severity").unwrap_or_default();
    let count = service_event.scalar("/detail/service/count").map(|count| format!("Seen {count} times."));
    let said = service_event.text(&["/detail/description"]).map(str::to_owned);
    let archived = service_event.detail().and_then(|detail| detail.pointer("/service/archived"))
        == Some(&Value::Bool(true));
    let kind = service_event.text(&["/detail/type"]).unwrap_or("finding");
    Some(one(AlarmEvent {
        summary: format!("GuardDuty: {title}"),
        severity: Some(severity(number.parse().ok())),
        changed_at: service_event.time(&["/detail/updatedAt", "/detail/service/eventLastSeen"]),
        links: service_event.link(
            "Finding in GuardDuty",
            "guardduty/home",
            &format!("#/findings?search=id%3D{}", escaped(id)),
        ),
        detail: said
            .into_iter()
            .chain(count)
            .chain(service_event.detail().map(json::pretty))
            .collect::<Vec<_>>()
            .join("\n"),
        muted: archived.then(|| "archived in GuardDuty".to_owned()),
        ..service_event.event(AlarmKind::Trigger, format!("{id}#{}", service_event.account()), kind, &number)
    }))
}

/// GuardDuty's own levels: critical from 9, high from 7, medium from 4. An unreadable number counts as high.
fn severity(number: Option<f64>) -> Severity {
    match number.unwrap_or(7.0) {
        9.0.. => Severity::Sev1,
        7.0.. => Severity::Sev2,
        4.0.. => Severity::Sev3,
        _ => Severity::Sev5,
    }
}

fn scan(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let result = service_event.text(&["/detail/scanResultDetails/scanResultStatus", "/detail/scanStatus"])?;
    let bucket = service_event.text(&["/detail/s3ObjectDetails/bucketName"])?;
    let object = service_event.text(&["/detail/s3ObjectDetails/objectKey"]).unwrap_or_default();
    if result == "NO_THREATS_FOUND" {
        return Some(vec![Parsed::Ignored(Ignored::AllWell {
            what: format!("malware scan of {bucket}/{object}"),
        })]);
    }
    let severity = if result == "THREATS_FOUND" { Severity::Sev2 } else { Severity::Sev4 };
    let threats = service_event.list("/detail/scanResultDetails/threats").iter();
    let threats: Vec<&str> = threats.filter_map(|threat| json::text(threat, &["/name"])).collect();
    let version = service_event.text(&["/detail/s3ObjectDetails/versionId"]).unwrap_or_default();
    let key = format!("malware#{}#{bucket}/{object}#{version}", service_event.account());
    Some(one(AlarmEvent {
        summary: format!("GuardDuty: {} in {bucket}/{object}: {}", readable(result), threats.join(", ")),
        severity: Some(severity),
        ..service_event.event(AlarmKind::Trigger, key, bucket, result)
    }))
}
