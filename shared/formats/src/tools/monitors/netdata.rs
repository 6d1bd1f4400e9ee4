//! Netdata Cloud's webhook: alerts of a node, and nodes that cannot be reached.
//!
//! Source: <https://learn.netdata.cloud/docs/alerts-&-notifications/notifications/centralized-cloud-notifications/webhook>.
//! `severity` is `warning`, `critical` or `clear`, so it is the state, too.

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["netdata"], title: "Netdata", shapes: &[NODE, ALERT] };

const ALERT: Shape = Shape {
    has: &[
        &[Has("/alarm"), Has("/chart"), Has("/severity")],
        &[Has("/alert"), Has("/chart"), Has("/severity")],
    ],
    state: &["/severity"],
    states: &[("warning", Trigger)],
    key: &[
        "netdata/{/node}/{/chart}/{/alarm}",
        "netdata/{/host}/{/chart}/{/alarm}",
        "netdata/{/hostname}/{/chart}/{/alarm}",
        "netdata/{/node}/{/chart}/{/alert}",
        "netdata/{/host}/{/chart}/{/alert}",
        "netdata/{/hostname}/{/chart}/{/alert}",
        "netdata/{/space}/{/chart}/{/alarm}",
        "netdata/{/space}/{/chart}/{/alert}",
        "netdata/{/chart}/{/alarm}",
        "netdata/{/chart}/{/alert}",
    ],
    title: &["/message", "{/alarm}: {/info}", "{/alert}: {/info}", "/alarm", "/alert"],
    severity: &["/severity"],
    links: &[("/alarm_url", "Alert in Netdata"), ("/alert_url", "Alert in Netdata")],
    details: &["/info"],
    ..SHAPE
};

const NODE: Shape = Shape {
    has: &[&[Has("/status/reachable"), Has("/host")], &[Has("/status/reachable"), Has("/url")]],
    state: &["/status/text", "reachable: {/status/reachable}"],
    states: &[
        ("reachable: true", Resolve),
        ("reachable: false", Trigger),
        ("reachable", Resolve),
        ("unreachable", Trigger),
    ],
    key: &["netdata/node/{/host}", "netdata/node/{/url}"],
    title: &["/message", "{/host} is {/status/text}"],
    severity: &["/severity"],
    links: &[("/url", "Node in Netdata")],
    ..SHAPE
};
