//! New Relic: the default template of a workflow's webhook, and the webhook of its older notification channels.
//!
//! Source: <https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook>. The test notification
//! always tells of the entity `Some-Entity`.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["new-relic"], title: "New Relic", shapes: &[ISSUE, CHANNEL] };

const ISSUE: Shape = Shape {
    has: &[&[Has("/issueUrl"), Has("/state")], &[Has("/issueId"), Has("/state")]],
    test: &[Has("/issueUrl"), Says("/title", "'Some-Entity'")],
    state: &["/state"],
    states: &[("created", Trigger), ("activated", Trigger), ("deactivated", Resolve), ("closed", Resolve)],
    key: &["new-relic/{/id}", "new-relic/{/issueId}", "new-relic/{/issueUrl}"],
    title: &["/title", "/alertConditionNames"],
    severity: &["/priority"],
    links: &[("/issueUrl", "Issue in New Relic"), ("/runbookUrl", "Runbook")],
    ..SHAPE
};

const CHANNEL: Shape = Shape {
    has: &[&[Has("/incident_id"), Has("/current_state"), Has("/condition_name")]],
    state: &["/current_state"],
    key: &["new-relic/{/incident_id}"],
    title: &["{/condition_name}: {/details}", "/condition_name"],
    severity: &["/severity"],
    links: &[("/incident_url", "Incident in New Relic"), ("/runbook_url", "Runbook")],
    ..SHAPE
};
