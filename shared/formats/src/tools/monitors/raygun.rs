//! Raygun: errors that are new or come back. Raygun sends nothing when an error is resolved: people resolve it.
//!
//! Source: <https://raygun.com/documentation/integrations/webhooks/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::Change;

pub(super) const TOOL: Tool = Tool { names: &["raygun"], title: "Raygun", shapes: &[ACTIVITY, ERROR] };

const ERROR: Shape = Shape {
    has: &[&[Has("/eventType"), Has("/error/url"), Has("/error/message")]],
    key: &["raygun/{/error/url}"],
    title: &["{/error/message} ({/application/name})", "/error/message"],
    links: &[("/error/url", "Error in Raygun")],
    ..SHAPE
};

/// What people do with an error.
const ACTIVITY: Shape = Shape {
    has: &[&[Is("/event", "error_activity"), Has("/error/url"), Has("/error/message")]],
    state: &["/eventType"],
    states: &[("statuschanged", Change), ("assignedtouser", Change), ("commentadded", Change)],
    ..ERROR
};
