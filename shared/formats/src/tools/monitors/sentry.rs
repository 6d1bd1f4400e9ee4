//! Sentry: metric alerts, issue alerts and issues of an internal integration, and the webhook of its older plugin.
//!
//! An issue alert says only that a rule matched; the issue's own webhook ends it. Source:
//! <https://docs.sentry.io/organization/integrations/integration-platform/webhooks/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["sentry"], title: "Sentry", shapes: &[METRIC, EVENT, ISSUE, INSTALLATION, PLUGIN] };

const METRIC: Shape = Shape {
    has: &[&[Has("/action"), Has("/data/metric_alert")]],
    state: &["/action"],
    states: &[("warning", Trigger), ("open", Trigger)],
    key: &["sentry/metric/{/data/metric_alert/id}", "sentry/metric/{/data/web_url}"],
    title: &["/data/description_title", "/data/metric_alert/title", "/data/metric_alert/alert_rule/name"],
    severity: &["/action"],
    links: &[("/data/web_url", "Alert in Sentry")],
    details: &["/data/description_text"],
    ..SHAPE
};

const EVENT: Shape = Shape {
    has: &[&[Has("/action"), Has("/data/event")], &[Has("/action"), Has("/data/error")]],
    key: &["sentry/issue/{/data/event/issue_id}", "sentry/issue/{/data/error/issue_id}"],
    title: &["/data/event/title", "/data/error/title", "/data/event/message", "/data/triggered_rule"],
    severity: &["/data/event/level", "/data/error/level"],
    links: &[("/data/event/web_url", "Event in Sentry"), ("/data/error/web_url", "Event in Sentry")],
    details: &["Rule: {/data/triggered_rule}", "Culprit: {/data/event/culprit}"],
    ..SHAPE
};

const ISSUE: Shape = Shape {
    has: &[&[Has("/action"), Has("/data/issue")]],
    state: &["/action"],
    states: &[
        ("created", Trigger),
        ("unresolved", Trigger),
        ("escalating", Trigger),
        ("triggered", Trigger),
        ("ignored", Resolve),
        ("archived", Resolve),
        ("assigned", Change),
    ],
    key: &["sentry/issue/{/data/issue/id}"],
    title: &["/data/issue/title", "/data/issue/culprit"],
    severity: &["/data/issue/level"],
    links: &[("/data/issue/web_url", "Issue in Sentry"), ("/data/issue/permalink", "Issue in Sentry")],
    details: &["Culprit: {/data/issue/culprit}"],
    ..SHAPE
};

/// What Sentry sends when the integration is installed or removed.
const INSTALLATION: Shape = Shape {
    has: &[&[Has("/action"), Has("/data/installation")]],
    test: &[Has("/action"), Has("/data/installation")],
    ..SHAPE
};

const PLUGIN: Shape = Shape {
    has: &[&[Has("/project"), Has("/level"), Has("/event"), Has("/url")]],
    key: &["sentry/issue/{/id}"],
    title: &["/event/title", "/message", "/culprit"],
    severity: &["/level"],
    links: &[("/url", "Issue in Sentry")],
    details: &["/message", "Culprit: {/culprit}"],
    ..SHAPE
};
