//! Where tools put what an event needs, our own names first.
//!
//! Only looks; what it finds is judged by the format.

use crate::json;
use serde_json::Value;
use std::collections::BTreeMap;

/// The line for people.
pub(super) const SUMMARIES: [&str; 14] = [
    "/summary",
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
];
/// How it stands.
pub(super) const STATES: [&str; 7] = [
    "/status",
    "/state",
    "/event_action",
    "/incident/state",
    "/statusExtended",
    "/alert_transition",
    "/action",
];
/// What names it. Not `id`: many tools number each telling.
pub(super) const KEYS: [&str; 9] = [
    "/dedup_key",
    "/dedupKey",
    "/fingerprint",
    "/alias",
    "/incidentId",
    "/incident_id",
    "/incident/incident_id",
    "/monitor_id",
    "/data/issue/id",
];
/// How bad it is.
pub(super) const SEVERITIES: [&str; 8] = [
    "/severity",
    "/priority",
    "/level",
    "/urgency",
    "/incident/severity",
    "/incident/metadata/system_labels/severity",
    "/event/level",
    "/data/event/level",
];
/// Where it happened.
pub(super) const SOURCES: [&str; 6] = [
    "/source",
    "/host",
    "/hostname",
    "/project",
    "/incident/resource_display_name",
    "/data/issue/project/slug",
];
/// Where to look, and what is there.
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
/// Parts of the names of fields that are told elsewhere, and of what may be a secret.
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

/// What routes can match: the labels given, and every other plain field under its own name.
pub(super) fn labels(body: &Value) -> BTreeMap<String, String> {
    let fields = body.as_object().into_iter().flatten();
    let speaks = |name: &str| !NO_LABELS.iter().any(|word| name.to_lowercase().contains(word));
    let plain = fields.filter(|(name, _)| speaks(name));
    let plain = plain.filter_map(|(name, value)| Some((name.clone(), json::scalar(value)?)));
    plain.chain(json::pairs(body, &["/labels"])).collect()
}
