//! Access Analyzer: what others can reach, until they no longer can.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use callout_domain::severity::Severity::Sev3;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.access-analyzer"], title: "Access Analyzer", shapes: &[ACCESS] };

const ACCESS: Shape = Shape {
    has: &[&[Is("/source", "aws.access-analyzer"), Has("/detail/id"), Has("/detail/status")]],
    state: &["/detail/status"],
    states: &[("active", Trigger), ("archived", Resolve), ("resolved", Resolve)],
    key: &["/detail/id"],
    title: &[
        "Access Analyzer: {/detail/resourceType} {/detail/resource} is open to others ({/detail/status})",
        "{/detail-type}: {/detail/resource} ({/detail/status})",
        "{/detail-type}: {/detail/id} ({/detail/status})",
    ],
    severity: &["/detail/status"],
    severities: &[("active", Sev3)],
    ..SHAPE
};
