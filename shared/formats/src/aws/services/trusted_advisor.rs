//! Trusted Advisor: checks of one resource, which go from red or yellow to green.
//!
//! Source: <https://docs.aws.amazon.com/awssupport/latest/user/cloudwatch-events-ta.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use callout_domain::severity::Severity::{Sev3, Sev4};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.trustedadvisor"], title: "Trusted Advisor", shapes: &[CHECK] };

const CHECK: Shape = Shape {
    has: &[&[
        Is("/detail-type", "Trusted Advisor Check Item Refresh Notification"),
        Has("/detail/check-name"),
    ]],
    state: &["/detail/status"],
    states: &[("error", Trigger), ("warn", Trigger), ("ok", Resolve)],
    key: &[
        "{/account}#{/detail/check-name}#{/detail/resource_id}",
        "{/account}#{/detail/check-name}#{/detail/uuid}",
    ],
    title: &[
        "Trusted Advisor: {/detail/check-name}: {/detail/resource_id}",
        "Trusted Advisor: {/detail/check-name} ({/detail/status})",
    ],
    severity: &["/detail/status"],
    severities: &[("error", Sev3), ("warn", Sev4)],
    ..SHAPE
};
