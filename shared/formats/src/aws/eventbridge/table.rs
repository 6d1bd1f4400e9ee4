//! Events of services whose meaning is a table in [`services`](crate::aws::services).
//!
//! Knows no service but how Security Hub packs findings.

use super::service_event::ServiceEvent;
use crate::aws::services;
use crate::json;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::AlarmEvent;
use serde_json::Value;

/// Additional label: `state`, in the service's words.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let findings = service_event.list("/detail/findings");
    if findings.is_empty() {
        return Some(vec![read_one(service_event, service_event.whole())?]);
    }
    let all: Vec<Parsed> =
        findings.iter().filter_map(|finding| read_finding(service_event, finding)).collect();
    (all.len() == findings.len()).then_some(all)
}

/// One of several findings in an event, as an event of its own.
fn read_finding(service_event: &ServiceEvent<'_>, finding: &Value) -> Option<Parsed> {
    read_one(service_event, &serde_json::json!({ "finding": finding }))
}

fn read_one(service_event: &ServiceEvent<'_>, body: &Value) -> Option<Parsed> {
    let (service, shape) = services::shape_of(body)?;
    if shape.is_test(body) {
        return Some(Parsed::Ignored(Ignored::TestMessage { from: service.title().to_owned() }));
    }
    let unpacked = shape.unpacked(body);
    let parts = unpacked.parts()?;
    // Some copies omit the source.
    let source = if service_event.source == "unknown" { service.name() } else { service_event.source };
    let service_event = service_event.with_source(source);
    let (links, addresses) = unpacked.links().finish();
    let detail = body.get("finding").or_else(|| service_event.detail()).map(json::pretty);
    let detail = unpacked.details().into_iter().chain(addresses).chain(detail).collect::<Vec<_>>().join("\n");
    Some(Parsed::from(AlarmEvent {
        summary: parts.title,
        severity: parts.severity,
        links,
        detail,
        ..service_event.event(parts.kind, parts.key, "", &unpacked.state())
    }))
}
