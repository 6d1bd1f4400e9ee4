//! Uptime Kuma's webhook: the monitor, its heartbeat and a sentence. Without a monitor it is a test, or tells of a certificate.
//!
//! Source: `server/notification-providers/webhook.js` and `server/notification.js` of
//! <https://github.com/louislam/uptime-kuma>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Null, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["uptime-kuma", "kuma"], title: "Uptime Kuma", shapes: &[HEARTBEAT, SENTENCE] };

const HEARTBEAT: Shape = Shape {
    has: &[&[Has("/heartbeat/status"), Has("/monitor/name")]],
    state: &["/heartbeat/status"],
    states: &[("0", Trigger), ("1", Resolve), ("2", Change), ("3", Change)],
    key: &["uptime-kuma/{/monitor/id}", "uptime-kuma/{/heartbeat/monitorID}", "uptime-kuma/{/monitor/name}"],
    title: &["/msg", "{/monitor/name}: {/heartbeat/msg}", "/monitor/name"],
    links: &[("/monitor/url", "Monitored page")],
    ..SHAPE
};

const SENTENCE: Shape = Shape {
    has: &[&[Null("/heartbeat"), Null("/monitor"), Has("/msg")]],
    test: &[Null("/heartbeat"), Null("/monitor"), Says("/msg", "testing")],
    title: &["/msg"],
    ..SHAPE
};
