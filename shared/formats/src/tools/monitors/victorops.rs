//! `VictorOps` (Splunk On-Call): the body of its REST endpoint, which many tools can call.
//!
//! The entity's ID identifies an alert; users and tools choose it, so it is kept as it is. Source:
//! <https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["victorops", "splunk-on-call"], title: "VictorOps (Splunk On-Call)", shapes: &[ALERT] };

const ALERT: Shape = Shape {
    has: &[&[Has("/message_type"), Has("/entity_id")], &[Has("/message_type"), Has("/state_message")]],
    state: &["/message_type"],
    states: &[("warning", Trigger), ("info", Change), ("acknowledgement", Acknowledge)],
    key: &["/entity_id"],
    title: &["/entity_display_name", "/state_message", "/entity_id"],
    severity: &["/message_type"],
    links: &[("/alert_url", "Source"), ("/vo_annotate.u.Runbook", "Runbook")],
    details: &["/state_message"],
    ..SHAPE
};
