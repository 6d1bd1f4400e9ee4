//! Splunk: the webhook of a saved search, which never says that all is well again, and that of an Observability detector.
//!
//! Sources: <https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks>,
//! <https://help.splunk.com/en/splunk-observability-cloud/administer/send-alerts-to-third-party-services/send-alerts-to-a-webhook>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["splunk", "signalfx"], title: "Splunk", shapes: &[SEARCH, DETECTOR] };

const SEARCH: Shape = Shape {
    has: &[&[Has("/search_name"), Has("/sid")], &[Has("/search_name"), Has("/results_link")]],
    key: &["splunk/{/app}/{/search_name}", "splunk/{/search_name}"],
    title: &["/search_name"],
    severity: &["/result/severity", "/severity"],
    links: &[("/results_link", "Results in Splunk")],
    details: &["/result/message", "/result/_raw"],
    ..SHAPE
};

const DETECTOR: Shape = Shape {
    has: &[&[Has("/incidentId"), Has("/detector")], &[Has("/incidentId"), Has("/detectorId")]],
    state: &["/status", "/statusExtended"],
    states: &[("anomalous", Trigger), ("stopped", Resolve)],
    key: &["splunk/{/incidentId}"],
    title: &["/messageTitle", "{/rule} ({/detector})", "/detector"],
    severity: &["/severity"],
    links: &[("/detectorUrl", "Detector in Splunk"), ("/runbookUrl", "Runbook"), ("/imageUrl", "Image")],
    details: &["/messageBody", "/description", "/tip"],
    ..SHAPE
};
