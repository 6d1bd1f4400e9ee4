//! Events of services that have no file of their own.
//!
//! Does not know what each service means by its states: an event that somebody routed here is taken as bad.

use super::told::Told;
use crate::event::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};

/// Where services put what an event is about, the most telling first.
const HEADLINES: [&str; 7] = [
    "/detail/title",
    "/detail/eventTypeCode",
    "/detail/StatusMessage",
    "/detail/configRuleName",
    "/detail/message",
    "/detail/errorMessage",
    "/detail/description",
];
/// Where services put the name of the thing that changed.
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
/// Where services put its state.
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
/// What names the occurrence rather than one telling of it: repeats carry the same value.
const OCCURRENCES: [&str; 3] = ["/detail/communicationId", "/detail/eventArn", "/detail/id"];

/// A schedule that ticks.
pub(super) fn tick(told: &Told<'_>) -> Option<Vec<Parsed>> {
    let ticks = told.source == "aws.events" && told.detail_type == "Scheduled Event";
    ticks.then(|| vec![Parsed::Ignored(Ignored::ScheduledTick)])
}

/// Any other event.
pub(super) fn read(told: &Told<'_>) -> Parsed {
    let summary = summary(told);
    let subject = told.text(&SUBJECTS).unwrap_or_default();
    let state = told.text(&STATES).unwrap_or_default();
    let key = key(told, &summary);
    Parsed::Event(Box::new(AlarmEvent { summary, ..told.event(AlarmKind::Trigger, key, subject, state) }))
}

/// `ECR Image Scan: storefront COMPLETE`
fn summary(told: &Told<'_>) -> String {
    let subject_and_state: Vec<&str> =
        [told.text(&SUBJECTS), told.text(&STATES)].into_iter().flatten().collect();
    let known = [subject_and_state.join(" "), told.text(&HEADLINES).unwrap_or_default().to_owned()];
    let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
    [&[told.detail_type.to_owned()], known.as_slice()].concat().join(": ")
}

/// One alert for one occurrence; where the event names none, for the resources and what is said of them.
fn key(told: &Told<'_>, summary: &str) -> String {
    let place = told.text(&["/account"]).unwrap_or_default();
    let resources: Vec<&str> = told.resources().collect();
    let about = match told.text(&OCCURRENCES) {
        Some(occurrence) => occurrence.to_owned(),
        None => format!("{} {summary}", resources.join(" ")),
    };
    hex(&digest(&["eventbridge", told.detail_type, place, told.region(), &about])[..16])
}
