//! Better Stack (Better Uptime): webhooks about incidents, monitors and people on call, and its incident log.
//!
//! Sources: <https://betterstack.com/docs/uptime/webhooks/>, <https://betterstack.com/docs/uptime/api/incident-log-drain/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool {
    names: &["better-stack", "better-uptime"],
    title: "Better Stack",
    shapes: &[INCIDENT, OTHER, LOG],
};

const INCIDENT: Shape = Shape {
    has: &[&[Is("/data/type", "incident"), Has("/data/attributes")]],
    state: &["/event", "/data/attributes/status"],
    states: &[("created", Trigger), ("started", Trigger), ("reopened", Trigger), ("comment", Change)],
    key: &["better-stack/{/data/id}"],
    title: &[
        "{/data/attributes/name}: {/data/attributes/cause}",
        "/data/attributes/name",
        "/data/attributes/cause",
    ],
    links: &[("/data/attributes/origin_url", "Incident"), ("/data/attributes/url", "Monitored page")],
    ..SHAPE
};

const OTHER: Shape = Shape {
    has: &[
        &[Is("/data/type", "monitor"), Has("/data/attributes")],
        &[Is("/data/type", "heartbeat"), Has("/data/attributes")],
        &[Says("/data/type", "on_call"), Has("/data")],
    ],
    state: &["/event", "people on call"],
    states: &[
        ("created", Change),
        ("updated", Change),
        ("paused", Change),
        ("unpaused", Change),
        ("deleted", Change),
        ("changed", Change),
        ("on-call changed", Change),
        ("people on call", Change),
    ],
    key: &["better-stack/{/data/type}/{/data/id}"],
    title: &[
        "Better Stack: {/data/type} {/data/attributes/pronounceable_name} {/event}",
        "Better Stack: {/data/type} {/data/attributes/url} {/event}",
        "Better Stack: {/data/type}",
    ],
    ..SHAPE
};

const LOG: Shape = Shape {
    has: &[&[Has("/dt"), Has("/event"), Has("/message"), Has("/organization_id")]],
    state: &["/event"],
    states: &[
        ("incident.started", Trigger),
        ("incident.reopened", Trigger),
        ("incident.acknowledged", Acknowledge),
        ("incident.resolved", Resolve),
        // What people did to monitors and heartbeats.
        ("monitor", Change),
        ("heartbeat", Change),
    ],
    key: &["better-stack/{/incident_id}", "better-stack/{/event}/{/monitor_id}"],
    title: &["/message", "/event"],
    ..SHAPE
};
