//! Datadog's webhook. Datadog sends whatever template its user writes; ours is in the README of `webhooks`.
//!
//! A monitor sends an event for each group it watches, so the monitor's ID and the scope identify an alert.
//! `alert_transition`, else `alert_type`, is its state; the monitor's priority, else `alert_type`, its severity. Tags
//! become labels `tag.<name>`, the tag `service` is the service. A variable that Datadog did not replace
//! (`$ALERT_PRIORITY`) counts as absent.

use crate::json;
use crate::links::LinkCollector;
use crate::sender::Sender;
use crate::words;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use callout_domain::severity::Severity;
use serde_json::Value;
use std::collections::BTreeMap;

/// Fields that become labels, by their names in the template.
const LABELS: [&str; 7] =
    ["alert_transition", "alert_type", "event_type", "hostname", "monitor_id", "priority", "type"];

/// Whether a body is Datadog's own, or of our template, by its shape alone.
pub(crate) fn recognises(body: &Value) -> bool {
    let is_titled = json::has(body, &["/title", "/event_title"]);
    is_titled
        && json::has(body, &["/alert_transition", "/last_updated"])
        && json::has(body, &["/org", "/event_type", "/scopes"])
}

/// The event of a body, if it has a title.
pub(crate) fn read(body: &Value, sender: &Sender) -> Option<AlarmEvent> {
    let title = json::text(body, &["/title", "/event_title", "/alert_title"])?;
    let tags = tags(body);
    let mut event = sender.event(key(body, title), kind(body), title.to_owned());
    event.severity = severity(body, event.kind);
    event.service = sender.service_or(tags.get("service").map(String::as_str));
    event.changed_at =
        sender.changed_at_value(["date", "last_updated"].iter().find_map(|name| body.get(*name)));
    event.labels = LABELS.iter().filter_map(|name| Some(((*name).to_owned(), field(body, name)?))).collect();
    event.labels.extend(field_at(body, "/org/name").map(|name| ("org".to_owned(), name)));
    event.labels.extend(tags.into_iter().map(|(name, value)| (format!("tag.{name}"), value)));
    let mut links = LinkCollector::default();
    links.add("Datadog", json::text(body, &["/url", "/link"]));
    links.add("Picture", json::text(body, &["/snapshot"]));
    let (links, lines) = links.finish();
    event.links = links;
    event.detail = detail(body, lines);
    Some(event)
}

/// The text of a field; an unreplaced variable counts as absent.
fn field(body: &Value, name: &str) -> Option<String> {
    field_at(body, &format!("/{name}"))
}

fn field_at(body: &Value, pointer: &str) -> Option<String> {
    let text = body.pointer(pointer).and_then(json::scalar)?;
    Some(text).filter(|text| !text.trim().is_empty() && !text.starts_with('$') && text != "null")
}

fn key(body: &Value, title: &str) -> String {
    let monitor = field(body, "monitor_id").or_else(|| field(body, "alert_id"));
    let Some(monitor) = monitor.filter(|monitor| monitor != "0") else {
        let named = field(body, "aggregation_key").or_else(|| field(body, "aggreg_key"));
        return named.unwrap_or_else(|| hex(&digest(&["datadog", title])[..16]));
    };
    let mut scopes = list_of(body, &["scopes", "scope"]);
    scopes.sort();
    format!("{monitor}/{}", scopes.join(","))
}

/// The items of a list, or of comma-separated text.
fn list_of(body: &Value, names: &[&str]) -> Vec<String> {
    let found = names.iter().find_map(|name| body.get(*name).filter(|value| !value.is_null()));
    let all: Vec<String> = match found {
        Some(Value::Array(items)) => items.iter().filter_map(json::scalar).collect(),
        Some(Value::String(text)) => text.split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let trimmed = all.iter().map(|word| word.trim().to_owned());
    trimmed.filter(|word| !word.is_empty() && !word.starts_with('$')).collect()
}

fn tags(body: &Value) -> BTreeMap<String, String> {
    let tags = list_of(body, &["tags"]);
    let pair = |tag: &String| match tag.split_once(':') {
        Some((name, value)) => (name.to_owned(), value.to_owned()),
        None => (tag.clone(), "true".to_owned()),
    };
    tags.iter().map(pair).collect()
}

/// `Re-Triggered`, `Warn` and `Renotify` trigger like `Triggered`; recovered states resolve.
fn kind(body: &Value) -> AlarmKind {
    let transition = field(body, "alert_transition").unwrap_or_default().to_lowercase();
    let recovered = transition.contains("recover");
    if recovered || (transition.is_empty() && field(body, "alert_type").is_some_and(|t| t == "success")) {
        return AlarmKind::Resolve;
    }
    if transition.contains("no data") { AlarmKind::NoData } else { AlarmKind::Trigger }
}

fn severity(body: &Value, kind: AlarmKind) -> Option<Severity> {
    let priority = ["priority", "severity"].iter().find_map(|name| words::severity(&field(body, name)?));
    let by_type = || match field(body, "alert_type")?.as_str() {
        "error" => Some(Severity::Sev2),
        "warning" => Some(Severity::Sev3),
        "info" => Some(Severity::Sev5),
        _ => None,
    };
    priority.or_else(|| by_type().filter(|_| kind == AlarmKind::Trigger))
}

/// Datadog wraps its own Markdown text in `%%%`.
fn detail(body: &Value, addresses: Vec<String>) -> String {
    let texts = ["body", "message", "description"].iter().find_map(|name| field(body, name));
    let text = texts.map(|text| text.replace("%%%", "").trim().to_owned());
    let query = ["alert_query", "query"].iter().find_map(|name| field(body, name));
    let query = query.map(|query| format!("query: {query}"));
    let scopes = list_of(body, &["scopes", "scope"]);
    let scope = (!scopes.is_empty()).then(|| format!("scope: {}", scopes.join(", ")));
    text.into_iter().chain(query).chain(scope).chain(addresses).collect::<Vec<_>>().join("\n")
}
