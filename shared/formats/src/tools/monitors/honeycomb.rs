//! Honeycomb's webhooks of triggers and of burn alerts.
//!
//! Source: <https://docs.honeycomb.io/integrations/webhooks/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};

pub(super) const TOOL: Tool =
    Tool { names: &["honeycomb"], title: "Honeycomb", shapes: &[TEST, TRIGGER, BURN_ALERT] };

const TRIGGER: Shape = Shape {
    has: &[
        &[Has("/trigger_url"), Has("/status")],
        &[Has("/result_url"), Has("/trigger_description")],
        &[Has("/result_groups"), Has("/status"), Has("/name")],
    ],
    state: &["/status"],
    key: &["honeycomb/{/id}", "honeycomb/{/trigger_url}", "honeycomb/{/name}"],
    title: &["/summary", "/name"],
    severity: &["/severity"],
    links: &[("/result_url", "Result in Honeycomb"), ("/trigger_url", "Trigger in Honeycomb")],
    details: &["/description", "/trigger_description"],
    ..SHAPE
};

const BURN_ALERT: Shape = Shape {
    has: &[
        &[Has("/slo"), Has("/status"), Has("/version")],
        &[Has("/burn_alert_url")],
        &[Has("/slo_url"), Has("/status")],
    ],
    key: &["honeycomb/{/id}", "honeycomb/{/slo/id}", "honeycomb/{/slo_url}", "honeycomb/{/name}"],
    title: &["/summary", "/name", "/slo/name"],
    links: &[("/burn_alert_url", "Burn alert in Honeycomb"), ("/slo_url", "SLO"), ("/slo/url", "SLO")],
    ..TRIGGER
};

const TEST: Shape = Shape {
    has: &[&[Is("/is_test", "true"), Has("/version"), Has("/name"), Has("/status")]],
    test: &[Is("/is_test", "true")],
    ..SHAPE
};
