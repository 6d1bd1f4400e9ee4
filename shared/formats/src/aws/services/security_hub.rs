//! Security Hub: findings of all that it collects, and its announcements.
//!
//! A finding ends when it is resolved, suppressed, archived, or its check passes. Sources:
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html>,
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-announcements.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev5;

pub(super) const SERVICE: Tool = Tool {
    names: &["aws.securityhub"],
    title: "Security Hub",
    shapes: &[NO_TROUBLE, PASSED, OVER, FINDING, OCSF, NEWS],
};

const FINDING: Shape = Shape {
    has: &[&[Has("/finding/Id"), Has("/finding/Title")]],
    state: &["/finding/RecordState"],
    states: &[("active", Trigger), ("archived", Resolve)],
    key: &["/finding/Id"],
    title: &["Security Hub: {/finding/Title}: {/finding/Resources/0/Id}", "Security Hub: {/finding/Title}"],
    severity: &["/finding/Severity/Label"],
    severities: &[("informational", Sev5)],
    links: &[("/finding/Remediation/Recommendation/Url", "Remediation"), ("/finding/SourceUrl", "Source")],
    details: &["/finding/Description"],
    ..SHAPE
};

/// Findings that only inform.
const NO_TROUBLE: Shape = Shape {
    has: &[&[
        Has("/finding/Id"),
        Is("/finding/Severity/Label", "INFORMATIONAL"),
        Is("/finding/RecordState", "ACTIVE"),
        Is("/finding/Workflow/Status", "NEW"),
    ]],
    state: &["news"],
    states: &[("news", Change)],
    ..FINDING
};

const PASSED: Shape = Shape {
    has: &[&[Has("/finding/Id"), Is("/finding/Compliance/Status", "PASSED")]],
    state: &["passed"],
    states: &[("passed", Resolve)],
    ..FINDING
};

const OVER: Shape = Shape {
    has: &[
        &[Has("/finding/Id"), Is("/finding/Workflow/Status", "RESOLVED")],
        &[Has("/finding/Id"), Is("/finding/Workflow/Status", "SUPPRESSED")],
    ],
    state: &["/finding/Workflow/Status"],
    states: &[("suppressed", Resolve)],
    ..FINDING
};

/// A finding of the new Security Hub, in the Open Cybersecurity Schema Framework.
const OCSF: Shape = Shape {
    has: &[&[Has("/finding/finding_info/uid"), Has("/finding/finding_info/title")]],
    state: &["/finding/status", "/finding/activity_name"],
    states: &[("archived", Resolve), ("suppressed", Resolve), ("deleted", Resolve)],
    key: &["/finding/finding_info/uid"],
    title: &[
        "Security Hub: {/finding/finding_info/title}: {/finding/resources/0/uid}",
        "Security Hub: {/finding/finding_info/title}",
    ],
    severity: &["/finding/severity"],
    details: &["/finding/finding_info/desc"],
    ..FINDING
};

const NEWS: Shape = Shape {
    has: &[
        &[Has("/AnnouncementType"), Has("/Title")],
        &[Is("/detail-type", "Security Hub Insight Results"), Has("/detail/insightName")],
    ],
    state: &["news"],
    states: &[("news", Change)],
    key: &["announcement#{/Title}", "insight#{/detail/insightName}"],
    title: &["Security Hub: {/Title}", "Security Hub insight: {/detail/insightName}"],
    severity: &[],
    details: &["/Description"],
    ..SHAPE
};
