//! Inspector: findings, which close when what they found is gone, and the notices of Inspector Classic.
//!
//! Sources: <https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html>,
//! <https://docs.aws.amazon.com/inspector/v1/userguide/inspector_assessments.html#sns-topic>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev4, Sev5};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.inspector2"], title: "Inspector", shapes: &[FINDING, NEWS, CLASSIC] };

const FINDING: Shape = Shape {
    has: &[&[Is("/detail-type", "Inspector2 Finding"), Has("/detail/findingArn")]],
    state: &["/detail/status"],
    states: &[("active", Trigger), ("closed", Resolve), ("suppressed", Resolve)],
    key: &["/detail/findingArn"],
    title: &["Inspector: {/detail/title} in {/detail/resources/0/id}", "Inspector: {/detail/title}"],
    severity: &["/detail/severity"],
    severities: &[("untriaged", Sev4), ("informational", Sev5)],
    details: &["/detail/description"],
    ..SHAPE
};

/// A scan that ended, or what is covered.
const NEWS: Shape = Shape {
    has: &[&[Is("/detail-type", "Inspector2 Scan")], &[Is("/detail-type", "Inspector2 Coverage")]],
    state: &["/detail/scan-status", "/detail/scanStatus/statusCodeValue"],
    states: &[("initial_scan_complete", Change), ("active", Change), ("inactive", Change)],
    key: &["{/detail-type}#{/resources/0}"],
    title: &[
        "{/detail-type}: {/detail/scan-status} of {/resources/0}",
        "{/detail-type} of {/resources/0}",
        "/detail-type",
    ],
    severity: &[],
    ..FINDING
};

const CLASSIC: Shape = Shape {
    has: &[
        &[Has("/event"), Has("/template"), Has("/target")],
        &[Is("/event", "ENABLE_ASSESSMENT_NOTIFICATIONS")],
    ],
    test: &[Is("/event", "ENABLE_ASSESSMENT_NOTIFICATIONS")],
    state: &["/event"],
    states: &[
        ("finding_reported", Trigger),
        ("assessment_run_started", Change),
        ("assessment_run_completed", Change),
        ("assessment_run_state_changed", Change),
    ],
    key: &["{/event}#{/finding}", "{/event}#{/run}"],
    title: &["Inspector: {/event}: {/finding}", "Inspector: {/event} of {/target}"],
    severity: &["/event"],
    severities: &[("finding_reported", Sev4)],
    details: &[],
    ..FINDING
};
