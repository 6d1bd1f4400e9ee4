//! `ThousandEyes`: alerts of tests that are raised and cleared.
//!
//! Source: <https://docs.thousandeyes.com/product-documentation/alerts/webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["thousandeyes"], title: "ThousandEyes", shapes: &[TEST, ALERT] };

const ALERT: Shape = Shape {
    has: &[&[Has("/eventType"), Has("/alert/alertId"), Has("/alert/ruleName")]],
    state: &["/eventType"],
    states: &[("alert_notification_trigger", Trigger), ("alert_notification_clear", Resolve)],
    key: &["thousandeyes/{/alert/alertId}"],
    title: &[
        "{/alert/testName}: {/alert/ruleName}: {/alert/ruleExpression}",
        "{/alert/testName}: {/alert/ruleName}",
    ],
    severity: &["/alert/severity"],
    links: &[("/alert/permalink", "Alert in ThousandEyes")],
    ..SHAPE
};

const TEST: Shape =
    Shape { has: &[&[Is("/eventType", "WEBHOOK_TEST")]], test: &[Is("/eventType", "WEBHOOK_TEST")], ..SHAPE };
