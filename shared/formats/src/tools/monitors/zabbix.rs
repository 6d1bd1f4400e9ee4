//! Zabbix: the parameters of its own webhooks, and the default subject and message of an action.
//!
//! Zabbix has no body of its own: users list macros as parameters, and most keep the names of the webhooks that come with
//! it. The event's ID is that of the problem in a recovery, too. Sources: `templates/media/*` of
//! <https://github.com/zabbix/zabbix>, <https://www.zabbix.com/documentation/current/en/manual/config/notifications/action/operation/message>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev2, Sev3, Sev5};
use serde_json::{Value, json};

pub(super) const TOOL: Tool = Tool { names: &["zabbix"], title: "Zabbix", shapes: &[PARAMETERS, MESSAGE] };

const PARAMETERS: Shape = Shape {
    has: &[
        &[Has("/event_id"), Has("/event_value")],
        &[Has("/event_id"), Has("/event_name")],
        &[Has("/eventid"), Has("/event_value")],
        &[Has("/EVENT.ID"), Has("/EVENT.NAME")],
        &[Has("/EVENT.ID"), Has("/EVENT.VALUE")],
        &[Has("/EVENT_ID"), Has("/EVENT_NAME")],
        &[Has("/trigger_id"), Has("/trigger_status")],
        &[Has("/triggerId"), Has("/status")],
    ],
    state: &["/event_value", "/trigger_status", "/event_status", "/status", "/value"],
    states: &[("0", Resolve), ("1", Trigger)],
    key: &["zabbix/{/event_id}", "zabbix/{/trigger_id}", "zabbix/{/id}"],
    title: &[
        "{/event_name} on {/host_name}",
        "{/event_name} on {/host}",
        "/event_name",
        "/trigger_name",
        "/alert_subject",
        "/name",
        "/subject",
    ],
    severity: &["/event_severity", "/trigger_severity", "/severity", "{/event_nseverity} of 5"],
    severities: &[
        ("not classified", Sev5),
        ("disaster", Sev1),
        ("5 of 5", Sev1),
        ("4 of 5", Sev2),
        ("3 of 5", Sev3),
        ("2 of 5", Sev3),
        ("1 of 5", Sev5),
        ("0 of 5", Sev5),
    ],
    links: &[("/event_url", "Problem in Zabbix"), ("/trigger_url", "Trigger"), ("/zabbix_url", "Zabbix")],
    details: &["/alert_message", "/event_opdata"],
    ..SHAPE
};

/// `Problem: …` or `Resolved in 5m: …`, with a message that says `Original problem ID: 4711`.
const MESSAGE: Shape = Shape {
    has: &[&[Says("/message", "original problem id:")], &[Says("/alert_message", "original problem id:")]],
    state: &["/state"],
    states: &[("updated", Change)],
    key: &["zabbix/{/problem}"],
    title: &["/subject", "/alert_subject", "/name"],
    severity: &["/severity"],
    details: &["/message"],
    unpack: take_apart,
    ..PARAMETERS
};

fn take_apart(body: &Value) -> Option<Value> {
    let text = |names: [&str; 2]| names.iter().find_map(|name| body.get(*name)?.as_str());
    let message = text(["message", "alert_message"])?;
    let line = |name: &str| {
        message.lines().find_map(|line| Some(line.trim().strip_prefix(name)?.trim_start_matches(':').trim()))
    };
    let subject = text(["subject", "alert_subject"]).unwrap_or_default();
    Some(json!({
        "problem": line("Original problem ID")?,
        "severity": line("Severity"),
        "name": line("Problem name"),
        "state": subject.split([':', ' ']).next(),
    }))
}
