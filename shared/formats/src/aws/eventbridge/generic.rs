//! Events of services without a file of their own.
//!
//! Does not know the services' states: an event that somebody routed here triggers an alert.

use super::service_event::ServiceEvent;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};

/// Fields with the subject of an event, the most specific first.
const HEADLINES: [&str; 7] = [
    "/detail/title",
    "/detail/eventTypeCode",
    "/detail/StatusMessage",
    "/detail/configRuleName",
    "/detail/message",
    "/detail/errorMessage",
    "/detail/description",
];
/// Fields with the name of the resource that changed.
const SUBJECTS: [&str; 12] = [
    "/detail/jobName",
    "/detail/pipeline",
    "/detail/project-name",
    "/detail/application",
    "/detail/AutoScalingGroupName",
    "/detail/repository-name",
    "/detail/instance-id",
    "/detail/resourceId",
    "/detail/stateMachineArn",
    "/detail/clusterArn",
    "/detail/DBInstanceIdentifier",
    "/detail/name",
];
/// Fields with its state.
const STATES: [&str; 8] = [
    "/detail/state",
    "/detail/status",
    "/detail/build-status",
    "/detail/scan-status",
    "/detail/scanStatus",
    "/detail/StatusCode",
    "/detail/statusCode",
    "/detail/newEvaluationResult/complianceType",
];
/// Fields that identify the occurrence rather than one notification of it: repeats have the same value.
const OCCURRENCES: [&str; 3] = ["/detail/communicationId", "/detail/eventArn", "/detail/id"];

/// A scheduled event.
pub(super) fn tick(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let ticks = service_event.source == "aws.events" && service_event.detail_type == "Scheduled Event";
    ticks.then(|| vec![Parsed::Ignored(Ignored::ScheduledTick)])
}

/// Any other event.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Parsed {
    let summary = summary(service_event);
    let subject = service_event.text(&SUBJECTS).unwrap_or_default();
    let state = service_event.text(&STATES).unwrap_or_default();
    let key = key(service_event, &summary);
    Parsed::Event(Box::new(AlarmEvent {
        summary,
        ..service_event.event(AlarmKind::Trigger, key, subject, state)
    }))
}

/// `ECR Image Scan: storefront COMPLETE`
fn summary(service_event: &ServiceEvent<'_>) -> String {
    let subject_and_state: Vec<&str> =
        [service_event.text(&SUBJECTS), service_event.text(&STATES)].into_iter().flatten().collect();
    let known = [subject_and_state.join(" "), service_event.text(&HEADLINES).unwrap_or_default().to_owned()];
    let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
    [&[service_event.detail_type.to_owned()], known.as_slice()].concat().join(": ")
}

/// One alert per occurrence; if the event does not identify one, per resources and summary.
fn key(service_event: &ServiceEvent<'_>, summary: &str) -> String {
    let place = service_event.text(&["/account"]).unwrap_or_default();
    let resources: Vec<&str> = service_event.resources().collect();
    let about = match service_event.text(&OCCURRENCES) {
        Some(occurrence) => occurrence.to_owned(),
        None => format!("{} {summary}", resources.join(" ")),
    };
    hex(&digest(&["eventbridge", service_event.detail_type, place, service_event.region(), &about])[..16])
}
