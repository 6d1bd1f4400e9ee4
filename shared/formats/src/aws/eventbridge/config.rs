//! AWS Config: resources that violate rules, and changed configurations.
//!
//! An alert is one rule that one resource violates.

use super::service_event::{ServiceEvent, one, readable};
use crate::aws::console::escaped;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::severity::Severity;

/// Additional labels: `name` is the rule, `state` Config's compliance result.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let service_event = service_event.with_source("aws.config");
    match service_event.detail_type {
        "Config Rules Compliance Change" => compliance(&service_event),
        "Config Configuration Item Change" => change(&service_event),
        _ => None,
    }
}

fn compliance(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let rule = service_event.text(&["/detail/configRuleName"])?;
    let resource = service_event.text(&["/detail/resourceId"])?;
    let found =
        "/detail/newEvaluationResult/evaluationResultIdentifier/evaluationResultQualifier/resourceType";
    let resource_type = service_event.text(&["/detail/resourceType", found]).unwrap_or("resource");
    let new = service_event.text(&["/detail/newEvaluationResult/complianceType"]).unwrap_or("NOT_APPLICABLE");
    let old = service_event.text(&["/detail/oldEvaluationResult/complianceType"]);
    let Some(kind) = kind(old, new) else {
        let what = format!("{resource_type} {resource} under Config rule {rule}");
        return Some(vec![Parsed::Ignored(Ignored::AllWell { what })]);
    };
    let verb = match kind {
        AlarmKind::Trigger => "is broken by",
        AlarmKind::NoData => "could not be checked for",
        _ => "is no longer broken by",
    };
    let key =
        format!("{}#{}#{rule}#{resource_type}#{resource}", service_event.account(), service_event.region());
    Some(one(AlarmEvent {
        summary: format!(
            "Config: rule {rule} {verb} {resource_type} {resource} in {}",
            service_event.region()
        ),
        severity: (kind == AlarmKind::Trigger).then_some(Severity::Sev4),
        changed_at: service_event.time(&[
            "/detail/newEvaluationResult/resultRecordedTime",
            "/detail/newEvaluationResult/evaluationResultIdentifier/orderingTimestamp",
        ]),
        links: service_event.link(
            "Rule in AWS Config",
            "config/home",
            &format!("#/rules/details?configRuleName={}", escaped(rule)),
        ),
        ..service_event.event(kind, key, rule, new)
    }))
}

/// The alert's change for a result; none if the resource is compliant and was before. A resource to which a violated
/// rule no longer applies, such as a deleted one, resolves the alert.
fn kind(old: Option<&str>, new: &str) -> Option<AlarmKind> {
    match new {
        "NON_COMPLIANT" => Some(AlarmKind::Trigger),
        "INSUFFICIENT_DATA" => Some(AlarmKind::NoData),
        "NOT_APPLICABLE" => (old == Some("NON_COMPLIANT")).then_some(AlarmKind::Resolve),
        // Without the previous result, it may have been noncompliant.
        "COMPLIANT" => old.is_none_or(|old| old == "NON_COMPLIANT").then_some(AlarmKind::Resolve),
        _ => Some(AlarmKind::Trigger),
    }
}

fn change(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let item = |name: &str| service_event.text(&[&format!("/detail/configurationItem/{name}")]);
    let resource = item("resourceName").or_else(|| item("resourceId"))?;
    let resource_type = item("resourceType").unwrap_or("resource");
    let diff = service_event.text(&["/detail/configurationItemDiff/changeType"]).unwrap_or("CHANGED");
    let key = format!("{}#{}#{resource_type}#{resource}", service_event.account(), service_event.region());
    Some(one(AlarmEvent {
        summary: format!(
            "Config: {} of {resource_type} {resource} in {}",
            readable(diff),
            service_event.region()
        ),
        changed_at: service_event.time(&["/detail/configurationItem/configurationItemCaptureTime"]),
        ..service_event.event(AlarmKind::Change, key, resource, diff)
    }))
}
