//! Graylog's HTTP notification of an event definition. Graylog never says that an event is over: people resolve it.
//!
//! Source: <https://go2docs.graylog.org/current/interacting_with_your_log_data/notifications.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::severity::Severity::{Sev2, Sev3, Sev4};

pub(super) const TOOL: Tool = Tool { names: &["graylog"], title: "Graylog", shapes: &[EVENT] };

const EVENT: Shape = Shape {
    has: &[&[Has("/event_definition_id"), Has("/event/message")]],
    key: &["graylog/{/event_definition_id}/{/event/key}", "graylog/{/event_definition_id}"],
    title: &["/event/message", "/event_definition_title"],
    severity: &["priority {/event/priority}"],
    severities: &[("priority 4", Sev2), ("priority 3", Sev2), ("priority 2", Sev3), ("priority 1", Sev4)],
    details: &["/event_definition_description"],
    ..SHAPE
};
