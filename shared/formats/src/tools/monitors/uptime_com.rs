//! Uptime.com's webhook: alerts of a check, raised and cleared.
//!
//! Source: <https://support.uptime.com/hc/en-us/articles/115002560465>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["uptime-com"], title: "Uptime.com", shapes: &[CHECK] };

const CHECK: Shape = Shape {
    has: &[&[Has("/event"), Has("/data/service/id"), Has("/data/alert")]],
    state: &["/event", "/data/alert/state"],
    states: &[("alert_raised", Trigger), ("alert_cleared", Resolve)],
    key: &["uptime-com/{/data/service/id}"],
    title: &[
        "{/data/service/name}: {/data/alert/short_output}",
        "{/data/service/name} is {/data/alert/state}",
    ],
    severity: &["/data/alert/state"],
    links: &[("/data/links/alert_details", "Alert in Uptime.com")],
    details: &["/data/alert/output"],
    ..SHAPE
};
