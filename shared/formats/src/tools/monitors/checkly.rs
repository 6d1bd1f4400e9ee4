//! Checkly's webhook with the template that its editor proposes.
//!
//! Source: <https://www.checklyhq.com/docs/integrations/alerts/webhooks/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use callout_domain::severity::Severity::{Sev3, Sev4};

pub(super) const TOOL: Tool = Tool { names: &["checkly"], title: "Checkly", shapes: &[CERTIFICATE, CHECK] };

const CHECK: Shape = Shape {
    has: &[&[Has("/check_id"), Has("/alert_type")], &[Has("/CHECK_ID"), Has("/ALERT_TYPE")]],
    state: &["/alert_type"],
    states: &[
        ("no_alert", Resolve),
        ("alert_recovery", Resolve),
        ("alert_degraded_recovery", Resolve),
        ("alert_failure", Trigger),
        ("alert_degraded", Trigger),
    ],
    key: &["checkly/{/check_id}"],
    title: &["/event", "/alert_title", "{/check_name}: {/alert_type}", "/check_name"],
    severity: &["/alert_type"],
    severities: &[("alert_degraded", Sev3), ("alert_degraded_remain", Sev3), ("alert_ssl", Sev4)],
    links: &[("/result_link", "Result in Checkly"), ("/link", "Result in Checkly")],
    details: &["/check_error_message"],
    ..SHAPE
};

const CERTIFICATE: Shape = Shape {
    has: &[&[Has("/check_id"), Is("/alert_type", "ALERT_SSL")]],
    key: &["checkly/{/check_id}/certificate"],
    ..CHECK
};
