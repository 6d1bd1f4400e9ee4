//! Cloudflare's notifications. Those that have an end say so in `alert_event`; people resolve the others.
//!
//! Source: <https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["cloudflare"], title: "Cloudflare", shapes: &[NOTIFICATION] };

const NOTIFICATION: Shape = Shape {
    has: &[&[Has("/alert_type"), Has("/policy_id"), Has("/text")]],
    test: &[Says("/text", "Hello World! This is a test message")],
    state: &["/alert_event"],
    states: &[("alert_state_event_start", Trigger), ("alert_state_event_end", Resolve)],
    key: &["cloudflare/{/alert_correlation_id}", "cloudflare/{/policy_id}/{/alert_type}"],
    title: &["{/name}: {/text}", "/text"],
    severity: &["/data/severity"],
    ..SHAPE
};
