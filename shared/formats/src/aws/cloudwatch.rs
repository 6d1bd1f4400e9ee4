//! CloudWatch alarms of every kind over every transport: EventBridge, SNS and the direct Lambda action.
//!
//! An alarm has the same key, and a state change the same summary, over every transport; so nothing here may depend on
//! what only one transport carries. The variant is chosen by which keys exist, never by trying types in turn.
//!
//! A deleted alarm never sends OK, so its deletion resolves the alert. If it had several time series, their alerts stay
//! open until somebody resolves them: the deletion does not list them.

mod children;
mod description;
mod fields;
mod labels;
mod reason;
mod rule;

use super::console;
use super::envelope::Envelope;
use crate::json;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use description::Directives;
use fields::Alarm;
use serde_json::Value;

/// The source of every CloudWatch alarm, whatever the transport.
const SOURCE: &str = "cloudwatch";

/// The alarm in this value; `None` if it is no alarm, or its name or state cannot be read.
pub(crate) fn read(value: &Value, envelope: &Envelope) -> Option<Parsed> {
    let body = body(value)?;
    let alarm = Alarm::read(value, body, envelope)?;
    match json::text(body, &["/operation"]) {
        Some("delete") => Some(event(deleted(&alarm))),
        Some(operation @ ("create" | "update")) => Some(Parsed::Ignored(Ignored::AlarmConfigured {
            alarm: alarm.name,
            operation: operation.to_owned(),
        })),
        Some(_) => None,
        None => Some(event(changed(alarm)?)),
    }
}

fn event(event: AlarmEvent) -> Parsed {
    Parsed::Event(Box::new(event))
}

/// The part of a payload that describes an alarm.
fn body(value: &Value) -> Option<&Value> {
    let is_alarm = |body: &&Value| {
        json::has(body, &["/alarmName"]) && json::has(body, &["/state/value", "/operation"])
            || json::has(body, &["/AlarmName"]) && json::has(body, &["/NewStateValue"])
    };
    value
        .get("alarmData")
        .filter(is_alarm)
        .or_else(|| value.get("detail").filter(is_alarm))
        .or(Some(value).filter(is_alarm))
}

/// A state change.
fn changed(alarm: Alarm) -> Option<AlarmEvent> {
    let kind = match alarm.state.as_deref()? {
        "ALARM" => AlarmKind::Trigger,
        "OK" => AlarmKind::Resolve,
        "INSUFFICIENT_DATA" => AlarmKind::NoData,
        _ => return None,
    };
    let directives = Directives::of(&alarm);
    Some(AlarmEvent {
        source: SOURCE.to_owned(),
        dedup_key: alarm.key(),
        kind,
        summary: reason::summary(&alarm),
        severity: directives.severity,
        service: directives.service.as_deref().map(Into::into),
        changed_at: alarm.changed_at,
        order: Default::default(),
        labels: labels::of(&alarm),
        links: links(&alarm, directives.runbook),
        detail: detail(&alarm),
        muted: alarm.muted,
        children: alarm.children,
    })
}

/// A deleted alarm never sends OK, so its deletion resolves the alert.
fn deleted(alarm: &Alarm) -> AlarmEvent {
    AlarmEvent {
        source: SOURCE.to_owned(),
        dedup_key: alarm.key(),
        kind: AlarmKind::Resolve,
        summary: format!("{}: the alarm was deleted", alarm.name),
        severity: None,
        service: None,
        // The state's own time is that of the last change, which triage already has.
        changed_at: alarm.sent_at,
        order: Default::default(),
        labels: labels::of(alarm),
        links: Vec::new(),
        detail: "The alarm was deleted in CloudWatch. A deleted alarm never reports OK, so this ends it."
            .to_owned(),
        muted: None,
        children: Vec::new(),
    }
}

fn detail(alarm: &Alarm) -> String {
    [alarm.reason.as_deref(), alarm.description.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn links(alarm: &Alarm, runbook: Option<String>) -> Vec<Link> {
    let runbook = runbook.map(|href| Link { text: "Runbook".to_owned(), href });
    let console = console::alarm(&alarm.arn, &alarm.name)
        .map(|href| Link { text: "Alarm in CloudWatch".to_owned(), href });
    runbook.into_iter().chain(console).collect()
}
