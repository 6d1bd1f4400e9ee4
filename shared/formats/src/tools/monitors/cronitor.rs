//! Cronitor's webhook: monitors that fail and recover.
//!
//! Source: <https://cronitor.io/docs/webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["cronitor"], title: "Cronitor", shapes: &[MONITOR] };

const MONITOR: Shape = Shape {
    has: &[
        &[Has("/monitor"), Has("/rule"), Has("/type")],
        &[Has("/monitor"), Has("/issue_url"), Has("/type")],
    ],
    state: &["/type"],
    states: &[("alert", Trigger), ("recovery", Resolve)],
    key: &["cronitor/{/id}/{/environment}", "cronitor/{/id}", "cronitor/{/monitor}"],
    title: &["/description", "{/monitor}: {/rule}", "/monitor"],
    links: &[("/issue_url", "Issue in Cronitor"), ("/monitor_url", "Monitor in Cronitor")],
    ..SHAPE
};
