//! Prometheus Alertmanager's webhook, and Grafana's, which has the same envelope: one event per alert.
//!
//! The fingerprint, a digest of the labels, identifies an alert. The labels are kept, so that routes match what
//! Prometheus matches. The annotation `summary` (else `description`, `message`, `title`) is the summary,
//! `runbook_url` and `dashboard_url` are links, the rest is in the detail. The label `severity` (else `priority`) is
//! the severity, the label `service` the service. Does not parse Grafana's legacy alerts; see [`super::grafana`].

use crate::links::LinkCollector;
use crate::sender::Sender;
use crate::words;
use crate::{json, time};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use serde_json::Value;
use std::collections::BTreeMap;

/// The annotations that may contain the summary, the best first.
const SUMMARIES: [&str; 4] = ["summary", "description", "message", "title"];
/// The annotations and fields that are links, with their labels.
const LINKS: [(&str, &str); 9] = [
    ("/annotations/runbook_url", "Runbook"),
    ("/annotations/runbook", "Runbook"),
    ("/annotations/dashboard_url", "Dashboard"),
    ("/annotations/dashboard", "Dashboard"),
    ("/dashboardURL", "Dashboard"),
    ("/panelURL", "Panel"),
    ("/imageURL", "Image"),
    ("/generatorURL", "Source"),
    ("/silenceURL", "Silence"),
];

/// Whether a body is such a webhook, by its shape alone: an alert has labels.
pub(crate) fn recognises(body: &Value) -> bool {
    let alerts = json::list(body, &["/alerts"]);
    alerts.iter().any(|alert| alert.get("labels").is_some_and(Value::is_object))
}

/// The events of a body, if it is such a webhook; every alert becomes one.
pub(crate) fn read(body: &Value, sender: &Sender) -> Option<Vec<AlarmEvent>> {
    let alerts = json::list(body, &["/alerts"]);
    if alerts.is_empty() {
        return None;
    }
    Some(alerts.iter().map(|alert| read_alert(alert, body, sender)).collect())
}

fn read_alert(alert: &Value, body: &Value, sender: &Sender) -> AlarmEvent {
    if !alert.is_object() {
        return sender.unparsed_event(&alert.to_string());
    }
    let labels = json::pairs(alert, &["/labels"]);
    let annotations = json::pairs(alert, &["/annotations"]);
    let kind = kind(alert, body);
    let label = |name: &str| labels.get(name).map(String::as_str);
    let mut event = sender.event(key(alert, &labels), kind, summary(&labels, &annotations, body));
    event.severity = [label("severity"), label("priority")].into_iter().flatten().find_map(words::severity);
    event.service = sender.service_or(label("service"));
    event.changed_at = sender.state_changed_at(changed_at(alert, kind), kind);
    event.order.turned_at = changed_at(alert, kind);
    let mut links = LinkCollector::default();
    for (place, text) in LINKS {
        links.add(text, json::text(alert, &[place]));
    }
    links.add(sender_name(body), json::text(body, &["/externalURL"]));
    let (links, lines) = links.finish();
    let is_shown = |value: &String| *value == event.summary || links.iter().any(|link| link.href == *value);
    let remaining = annotations.into_iter().filter(|(_, value)| !is_shown(value)).collect();
    event.detail = detail(alert, body, &remaining, lines);
    event.links = links;
    event.labels = labels;
    event
}

/// Only Grafana numbers its organisations.
fn sender_name(body: &Value) -> &'static str {
    if body.get("orgId").is_some() { "Grafana" } else { "Alertmanager" }
}

/// An alert that is neither firing nor resolved counts as firing, so that somebody looks.
fn kind(alert: &Value, body: &Value) -> AlarmKind {
    let status = json::text(alert, &["/status"]).or_else(|| json::text(body, &["/status"]));
    status.and_then(words::kind).unwrap_or(AlarmKind::Trigger)
}

fn key(alert: &Value, labels: &BTreeMap<String, String>) -> String {
    if let Some(fingerprint) = json::text(alert, &["/fingerprint"]) {
        return fingerprint.to_owned();
    }
    let parts: Vec<&str> = labels.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
    hex(&digest(&[&["labels"], parts.as_slice()].concat())[..16])
}

fn summary(
    labels: &BTreeMap<String, String>,
    annotations: &BTreeMap<String, String>,
    body: &Value,
) -> String {
    let non_blank = |known: &BTreeMap<String, String>, name: &str| {
        known.get(name).filter(|text| !text.trim().is_empty()).cloned()
    };
    let annotation = SUMMARIES.iter().find_map(|name| non_blank(annotations, name));
    annotation
        .or_else(|| {
            let name = non_blank(labels, "alertname")?;
            Some(match non_blank(labels, "instance") {
                Some(instance) => format!("{name} on {instance}"),
                None => name,
            })
        })
        .or_else(|| json::text(body, &["/title", "/message"]).map(str::to_owned))
        .unwrap_or_else(|| {
            let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("An alert without a name: {}", pairs.join(", "))
        })
}

/// The end of a resolved alert, the start of any other. An end in year 1 or before the start does not count.
fn changed_at(alert: &Value, kind: AlarmKind) -> Option<jiff::Timestamp> {
    let at = |place: &str| json::text(alert, &[place]).and_then(time::instant);
    match kind {
        AlarmKind::Resolve => at("/endsAt").filter(|end| at("/startsAt").is_none_or(|start| *end >= start)),
        _ => at("/startsAt"),
    }
}

fn detail(
    alert: &Value,
    body: &Value,
    annotations: &BTreeMap<String, String>,
    addresses: Vec<String>,
) -> String {
    let mut lines: Vec<String> =
        annotations.iter().map(|(name, value)| format!("{name}: {}", value.trim())).collect();
    if let Some(values) = json::text(alert, &["/valueString"]) {
        lines.push(format!("values: {values}"));
    }
    if let Some(since) = json::text(alert, &["/startsAt"]).and_then(time::instant) {
        lines.push(format!("firing since: {since}"));
    }
    lines.extend(addresses);
    if let Some(left_out) = body.get("truncatedAlerts").and_then(Value::as_u64).filter(|count| *count > 0) {
        lines.push(format!("The sender left out {left_out} more alerts of this group: look there, too."));
    }
    lines.join("\n")
}
