//! The field names that tools use for each part of an event, our own first.
//!
//! Interprets none of the values.

use crate::json;
use serde_json::Value;
use std::collections::BTreeMap;

/// The summary.
pub(super) const SUMMARIES: [&str; 29] = [
    "/summary",
    "/payload/summary",
    "/title",
    "/messageTitle",
    "/incident/summary",
    "/event/title",
    "/data/event/title",
    "/data/issue/title",
    "/subject",
    "/message",
    "/messageBody",
    "/name",
    "/description",
    "/text",
    "/body",
    "/alert/title",
    "/alert/message",
    "/alert/name",
    "/monitor_name",
    "/monitorName",
    "/monitor/name",
    "/check_name",
    "/check/name",
    "/rule_name",
    "/data/title",
    "/data/name",
    "/data/message",
    "/reason",
    "/error",
];
/// The state.
pub(super) const STATES: [&str; 19] = [
    "/status",
    "/state",
    "/event_action",
    "/incident/state",
    "/statusExtended",
    "/alert_transition",
    "/action",
    "/monitor_status",
    "/current_state",
    "/new_state",
    "/new_status",
    "/alert_status",
    "/alertStatus",
    "/alert/status",
    "/alert/state",
    "/check/status",
    "/monitor/status",
    "/data/status",
    "/data/state",
];
/// What happened, of which the last word may be the state: `uptime.down`, `incident_resolved`.
pub(super) const HAPPENED: [&str; 5] = ["/event", "/event_type", "/eventType", "/trigger", "/type"];
/// The dedup key. Not `id`: many tools number each notification.
pub(super) const KEYS: [&str; 17] = [
    "/dedup_key",
    "/dedupKey",
    "/fingerprint",
    "/alias",
    "/incidentId",
    "/incident_id",
    "/incident/incident_id",
    "/monitor_id",
    "/data/issue/id",
    "/alert_id",
    "/alertId",
    "/alert/id",
    "/problem_id",
    "/check_id",
    "/check/id",
    "/monitorId",
    "/monitor/id",
];
/// The severity.
pub(super) const SEVERITIES: [&str; 9] = [
    "/severity",
    "/payload/severity",
    "/priority",
    "/level",
    "/urgency",
    "/incident/severity",
    "/incident/metadata/system_labels/severity",
    "/event/level",
    "/data/event/level",
];
/// The source.
pub(super) const SOURCES: [&str; 7] = [
    "/source",
    "/payload/source",
    "/host",
    "/hostname",
    "/project",
    "/incident/resource_display_name",
    "/data/issue/project/slug",
];
/// Links, with their labels.
pub(super) const LINKS: [(&str, &str); 10] = [
    ("/runbook", "Runbook"),
    ("/runbook_url", "Runbook"),
    ("/runbookUrl", "Runbook"),
    ("/url", "Source"),
    ("/link", "Source"),
    ("/detectorUrl", "Source"),
    ("/incident/url", "Source"),
    ("/data/event/web_url", "Source"),
    ("/data/issue/web_url", "Source"),
    ("/imageUrl", "Image"),
];
/// Parts of field names that are used elsewhere in the event, or that may be secrets.
const NO_LABELS: [&str; 14] = [
    "body",
    "description",
    "detail",
    "key",
    "link",
    "message",
    "password",
    "secret",
    "summary",
    "text",
    "time",
    "title",
    "token",
    "url",
];

/// The labels: those given, and every other scalar field under its own name.
pub(crate) fn labels(body: &Value) -> BTreeMap<String, String> {
    let fields = body.as_object().into_iter().flatten();
    let is_label = |name: &str| !NO_LABELS.iter().any(|word| name.to_lowercase().contains(word));
    let plain = fields.filter(|(name, _)| is_label(name));
    let plain = plain.filter_map(|(name, value)| Some((name.clone(), json::scalar(value)?)));
    plain.chain(json::pairs(body, &["/labels"])).collect()
}
