//! GuardDuty: signs that somebody is where they should not be.
//!
//! A finding keeps its id while it goes on; GuardDuty tells of it again with a new count, which is the same alert.

use super::told::{Told, one, words};
use crate::event::console::escaped;
use crate::event::{Ignored, Parsed, json};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;
use serde_json::Value;

/// Labels besides the usual: `name` is the finding's type, `state` GuardDuty's own number for how bad it is.
pub(super) fn read(told: &Told<'_>) -> Option<Vec<Parsed>> {
    let told = told.by("aws.guardduty");
    match told.detail_type {
        "GuardDuty Finding" => finding(&told),
        "GuardDuty Malware Protection Object Scan Result" => scan(&told),
        _ => None,
    }
}

fn finding(told: &Told<'_>) -> Option<Vec<Parsed>> {
    let id = told.text(&["/detail/id"])?;
    let title = told.text(&["/detail/title", "/detail/type"]).unwrap_or("a finding");
    let number = told.scalar("/detail/severity").unwrap_or_default();
    let count = told.scalar("/detail/service/count").map(|count| format!("Seen {count} times."));
    let said = told.text(&["/detail/description"]).map(str::to_owned);
    let archived =
        told.detail().and_then(|detail| detail.pointer("/service/archived")) == Some(&Value::Bool(true));
    let kind = told.text(&["/detail/type"]).unwrap_or("finding");
    Some(one(AlarmEvent {
        summary: format!("GuardDuty: {title}"),
        severity: Some(severity(number.parse().ok())),
        changed_at: told.time(&["/detail/updatedAt", "/detail/service/eventLastSeen"]),
        links: told.link(
            "Finding in GuardDuty",
            "guardduty/home",
            &format!("#/findings?search=id%3D{}", escaped(id)),
        ),
        detail: said
            .into_iter()
            .chain(count)
            .chain(told.detail().map(json::pretty))
            .collect::<Vec<_>>()
            .join("\n"),
        muted: archived.then(|| "archived in GuardDuty".to_owned()),
        ..told.event(AlarmKind::Trigger, format!("{id}#{}", told.account()), kind, &number)
    }))
}

/// GuardDuty's own steps: critical from 9, high from 7, medium from 4. A number that cannot be read is taken as high.
fn severity(number: Option<f64>) -> Severity {
    match number.unwrap_or(7.0) {
        9.0.. => Severity::Sev1,
        7.0.. => Severity::Sev2,
        4.0.. => Severity::Sev3,
        _ => Severity::Sev5,
    }
}

fn scan(told: &Told<'_>) -> Option<Vec<Parsed>> {
    let result = told.text(&["/detail/scanResultDetails/scanResultStatus", "/detail/scanStatus"])?;
    let bucket = told.text(&["/detail/s3ObjectDetails/bucketName"])?;
    let object = told.text(&["/detail/s3ObjectDetails/objectKey"]).unwrap_or_default();
    if result == "NO_THREATS_FOUND" {
        return Some(vec![Parsed::Ignored(Ignored::AllWell {
            what: format!("malware scan of {bucket}/{object}"),
        })]);
    }
    let severity = if result == "THREATS_FOUND" { Severity::Sev2 } else { Severity::Sev4 };
    let threats = told.list("/detail/scanResultDetails/threats").iter();
    let threats: Vec<&str> = threats.filter_map(|threat| json::text(threat, &["/name"])).collect();
    let version = told.text(&["/detail/s3ObjectDetails/versionId"]).unwrap_or_default();
    let key = format!("malware#{}#{bucket}/{object}#{version}", told.account());
    Some(one(AlarmEvent {
        summary: format!("GuardDuty: {} in {bucket}/{object}: {}", words(result), threats.join(", ")),
        severity: Some(severity),
        ..told.event(AlarmKind::Trigger, key, bucket, result)
    }))
}
