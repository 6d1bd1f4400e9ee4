//! Events of other AWS services over EventBridge.
//!
//! Does not know what each service means by its states: an event that somebody routed here is taken as bad. A service
//! that deserves better gets a file of its own below this one and a line in `read`.

use super::envelope::Envelope;
use super::{Ignored, Parsed, json, time};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

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

/// The event in this value; `None` if EventBridge did not write it.
pub(super) fn read(value: &Value, envelope: &Envelope) -> Option<Parsed> {
    let detail_type = json::text(value, &["/detail-type"])?;
    let source = json::text(value, &["/source"]).unwrap_or("unknown");
    Some(match source {
        "aws.events" if detail_type == "Scheduled Event" => Parsed::Ignored(Ignored::ScheduledTick),
        _ => Parsed::Event(Box::new(generic(source, detail_type, value, envelope))),
    })
}

fn generic(source: &str, detail_type: &str, value: &Value, envelope: &Envelope) -> AlarmEvent {
    let summary = summary(detail_type, value);
    AlarmEvent {
        source: format!("eventbridge/{source}"),
        dedup_key: key(detail_type, &summary, value),
        kind: AlarmKind::Trigger,
        severity: None,
        service: None,
        changed_at: json::text(value, &["/time"]).and_then(time::instant).unwrap_or_else(|| envelope.time()),
        labels: labels(source, detail_type, value),
        links: Vec::new(),
        detail: value.get("detail").map(json::pretty).unwrap_or_default(),
        muted: None,
        children: Vec::new(),
        summary,
    }
}

/// `Glue Job State Change: nightly-import FAILED: out of memory`
fn summary(detail_type: &str, value: &Value) -> String {
    let subject_and_state: Vec<&str> =
        [json::text(value, &SUBJECTS), json::text(value, &STATES)].into_iter().flatten().collect();
    let known = [subject_and_state.join(" "), json::text(value, &HEADLINES).unwrap_or_default().to_owned()];
    let known: Vec<String> = known.into_iter().filter(|text| !text.is_empty()).collect();
    [&[detail_type.to_owned()], known.as_slice()].concat().join(": ")
}

/// One alert for one occurrence; where the event names none, for the resources and what is said of them.
fn key(detail_type: &str, summary: &str, value: &Value) -> String {
    let place = json::text(value, &["/account"]).unwrap_or_default();
    let region = json::text(value, &["/detail/eventRegion", "/region"]).unwrap_or_default();
    let resources: Vec<&str> = json::list(value, &["/resources"]).iter().filter_map(Value::as_str).collect();
    let about = match json::text(value, &OCCURRENCES) {
        Some(occurrence) => occurrence.to_owned(),
        None => format!("{} {summary}", resources.join(" ")),
    };
    hex(&digest(&["eventbridge", detail_type, place, region, &about])[..16])
}

fn labels(source: &str, detail_type: &str, value: &Value) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            labels.insert(name.to_owned(), value.to_owned());
        }
    };
    add("source", Some(source));
    add("detail_type", Some(detail_type));
    add("account", json::text(value, &["/detail/affectedAccount", "/account"]));
    add("region", json::text(value, &["/detail/eventRegion", "/region"]));
    add("resource", json::list(value, &["/resources"]).iter().find_map(Value::as_str));
    let detail: Option<&Map<String, Value>> = value.get("detail").and_then(Value::as_object);
    for (name, value) in detail.into_iter().flatten() {
        add(&format!("detail.{name}"), json::scalar(value).as_deref());
    }
    labels
}
