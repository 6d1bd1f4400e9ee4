//! Mackerel's webhook of alerts, and of what happens to hosts.
//!
//! Source: <https://mackerel.io/docs/entry/howto/alerts/webhook>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, NoData, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["mackerel"], title: "Mackerel", shapes: &[TEST, ALERT, HOST] };

const TEST: Shape =
    Shape { has: &[&[Is("/event", "sample"), Has("/message")]], test: &[Is("/event", "sample")], ..SHAPE };

const ALERT: Shape = Shape {
    has: &[&[Is("/event", "alert"), Has("/alert/monitorName"), Has("/alert/status")]],
    state: &["/alert/status"],
    states: &[("ok", Resolve), ("critical", Trigger), ("warning", Trigger), ("unknown", NoData)],
    key: &[
        "mackerel/{/alert/id}",
        "mackerel/{/host/id}/{/alert/monitorName}",
        "mackerel/{/alert/monitorName}",
    ],
    title: &[
        "{/alert/monitorName} of {/host/name} is {/alert/status}",
        "{/alert/monitorName} is {/alert/status}",
    ],
    severity: &["/alert/status"],
    severities: &[("critical", Sev1), ("warning", Sev3)],
    links: &[("/alert/url", "Alert in Mackerel")],
    details: &["{/alert/metricLabel}: {/alert/metricValue}"],
    ..SHAPE
};

const HOST: Shape = Shape {
    has: &[&[Has("/event"), Has("/host/id"), Has("/orgName")]],
    state: &["/event"],
    states: &[
        ("hostregister", Change),
        ("hoststatus", Change),
        ("hostretire", Change),
        ("alertgroup", Trigger),
    ],
    key: &["mackerel/host/{/host/id}"],
    title: &["Mackerel: {/event} {/host/name}"],
    ..SHAPE
};
