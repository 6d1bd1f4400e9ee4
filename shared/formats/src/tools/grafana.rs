//! What only Grafana sends: the webhook of its legacy alerting, one alert per body.
//!
//! Its current alerting sends Alertmanager's envelope; see [`super::alertmanager`].

use crate::json;
use crate::links::LinkCollector;
use crate::sender::Sender;
use crate::words;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use serde_json::Value;

/// Whether a body is such a webhook, by its shape alone.
pub(crate) fn recognises(body: &Value) -> bool {
    json::has(body, &["/ruleName"]) && json::has(body, &["/ruleId", "/ruleUrl", "/evalMatches"])
}

/// Whether all alerts of a body are the one that a contact point sends as a test. One with words of somebody's own is not.
///
/// Source: `TestReceivers` of <https://github.com/grafana/alerting>
pub(crate) fn is_test(body: &Value) -> bool {
    let alerts = json::list(body, &["/alerts"]);
    let is_test = |alert: &Value| {
        json::text(alert, &["/labels/alertname"]) == Some("TestAlert")
            && json::text(alert, &["/labels/instance"]) == Some("Grafana")
            && json::text(alert, &["/annotations/summary"]) == Some("Notification test")
    };
    !alerts.is_empty() && alerts.iter().all(is_test)
}

/// The event of a body, if Grafana's legacy alerting sent it.
pub(crate) fn read(body: &Value, sender: &Sender) -> Option<AlarmEvent> {
    let rule = json::text(body, &["/ruleName"])?;
    let state = json::text(body, &["/state"]).unwrap_or_default();
    let kind = words::kind(state).unwrap_or(AlarmKind::Trigger);
    let title = json::text(body, &["/title"]).unwrap_or(rule).to_owned();
    let mut event = sender.event(key(body, rule), kind, title);
    event.labels = json::pairs(body, &["/tags"]);
    event.severity =
        ["severity", "priority"].iter().find_map(|name| words::severity(event.labels.get(*name)?));
    event.service = sender.service_or(event.labels.get("service").map(String::as_str));
    event.labels.insert("rule".to_owned(), rule.to_owned());
    event.labels.insert("state".to_owned(), state.to_owned());
    let mut links = LinkCollector::default();
    links.add("Rule", json::text(body, &["/ruleUrl"]));
    links.add("Image", json::text(body, &["/imageUrl"]));
    let (links, lines) = links.finish();
    event.links = links;
    let message = json::text(body, &["/message"]).map(str::to_owned);
    let matches = json::list(body, &["/evalMatches"]).iter().filter_map(|found| {
        Some(format!("{}: {}", json::text(found, &["/metric"])?, json::scalar(found.get("value")?)?))
    });
    event.detail = message.into_iter().chain(matches).chain(lines).collect::<Vec<_>>().join("\n");
    Some(event)
}

/// A rule's ID is unique only within an organisation.
fn key(body: &Value, rule: &str) -> String {
    let number = |name: &str| body.get(name).and_then(json::scalar).unwrap_or_default();
    let (org, id) = (number("orgId"), number("ruleId"));
    if id.is_empty() { hex(&digest(&["rule", &org, rule])[..16]) } else { format!("rule/{org}/{id}") }
}
