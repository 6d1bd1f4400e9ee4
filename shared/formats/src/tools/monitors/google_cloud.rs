//! Google Cloud Monitoring's webhook and Pub/Sub notifications. A test has the version `test`.
//!
//! Source: <https://cloud.google.com/monitoring/support/notification-options#webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};

pub(super) const TOOL: Tool = Tool {
    names: &["google-cloud", "google-cloud-monitoring", "gcp", "stackdriver"],
    title: "Google Cloud Monitoring",
    shapes: &[INCIDENT],
};

const INCIDENT: Shape = Shape {
    has: &[
        &[Has("/incident/incident_id"), Has("/incident/state")],
        &[Is("/version", "test"), Has("/incident")],
    ],
    test: &[Is("/version", "test"), Has("/incident")],
    state: &["/incident/state"],
    key: &["google-cloud/{/incident/incident_id}"],
    title: &[
        "{/incident/policy_name}: {/incident/summary}",
        "/incident/summary",
        "{/incident/policy_name}: {/incident/condition_name}",
        "/incident/policy_name",
        "/incident/condition_name",
    ],
    severity: &["/incident/severity", "/incident/metadata/system_labels/severity"],
    links: &[("/incident/url", "Incident in Google Cloud")],
    details: &["/incident/documentation/content"],
    ..SHAPE
};
