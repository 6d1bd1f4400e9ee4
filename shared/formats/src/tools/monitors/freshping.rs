//! Freshping's webhook: a check that does not respond, or is available again.
//!
//! Source: <https://support.freshping.io/support/solutions/articles/50000006599>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["freshping"], title: "Freshping", shapes: &[CHECK] };

const CHECK: Shape = Shape {
    has: &[&[Has("/webhook_event_data/check_id"), Has("/webhook_event_data/check_state_name")]],
    state: &["/webhook_event_data/check_state_name"],
    states: &[
        ("available", Resolve),
        ("not responding", Trigger),
        ("reporting error", Trigger),
        ("performance degraded", Trigger),
        ("paused", Change),
    ],
    key: &["freshping/{/webhook_event_data/check_id}"],
    title: &["/text", "{/webhook_event_data/check_name} is {/webhook_event_data/check_state_name}"],
    links: &[("/webhook_event_data/request_url", "Checked page")],
    ..SHAPE
};
