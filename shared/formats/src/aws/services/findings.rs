//! Findings of Access Analyzer and Macie, insights of X-Ray, and notices of `OpenSearch`.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-eventbridge.html>,
//! <https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html>,
//! <https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html>,
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-events.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev3, Sev4, Sev5};

pub(super) const SERVICE: Tool = Tool {
    names: &["aws.access-analyzer"],
    title: "AWS findings",
    shapes: &[ACCESS, MACIE_SAMPLE, MACIE, INSIGHT, OPEN_SEARCH],
};

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

const MACIE_SAMPLE: Shape = Shape {
    has: &[&[Is("/detail-type", "Macie Finding"), Is("/detail/sample", "true")]],
    test: &[Is("/detail/sample", "true")],
    ..SHAPE
};

const MACIE: Shape = Shape {
    has: &[&[Is("/detail-type", "Macie Finding"), Has("/detail/id")]],
    key: &["/detail/id"],
    title: &[
        "Macie: {/detail/title} ({/detail/resourcesAffected/s3Bucket/name})",
        "Macie: {/detail/title}",
        "Macie: {/detail/type}",
    ],
    severity: &["/detail/severity/description"],
    details: &["/detail/description"],
    ..SHAPE
};

const INSIGHT: Shape = Shape {
    has: &[&[Says("/detail-type", "X-Ray Insight"), Has("/detail/InsightId")]],
    state: &["/detail/State"],
    states: &[("active", Trigger), ("closed", Resolve)],
    key: &["/detail/InsightId"],
    title: &["X-Ray: {/detail/Summary}", "X-Ray insight of {/detail/GroupName}"],
    ..SHAPE
};

const OPEN_SEARCH: Shape = Shape {
    has: &[&[Is("/source", "aws.es"), Has("/detail/event"), Has("/detail/status")]],
    state: &["{/detail/severity} {/detail/status}", "/detail/status"],
    states: &[("informational completed", Resolve), ("informational", Change)],
    key: &["{/resources/0}#{/detail/event}"],
    title: &["OpenSearch: {/detail/description}", "OpenSearch: {/detail/event} {/detail/status}"],
    severity: &["/detail/severity"],
    severities: &[("informational", Sev5), ("low", Sev4)],
    ..SHAPE
};
