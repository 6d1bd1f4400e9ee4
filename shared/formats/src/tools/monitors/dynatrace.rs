//! Dynatrace's custom integration with its default payload, or with more of its placeholders.
//!
//! Source: <https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration>.
//! The test notification is problem 999, `Dynatrace problem notification test run`.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::Change;
use callout_domain::severity::Severity::{Sev1, Sev2, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["dynatrace"], title: "Dynatrace", shapes: &[PROBLEM] };

const PROBLEM: Shape = Shape {
    has: &[
        &[Has("/ProblemID"), Has("/State")],
        &[Has("/PID"), Has("/State")],
        &[Has("/ProblemID"), Has("/ProblemTitle")],
    ],
    test: &[Has("/ProblemID"), Says("/ProblemTitle", "notification test run")],
    state: &["/State", "/ProblemStatus"],
    states: &[("merged", Change)],
    key: &["dynatrace/{/ProblemID}", "dynatrace/{/PID}"],
    title: &[
        "{/ProblemTitle}: {/ImpactedEntity}",
        "{/ProblemTitle}: {/ImpactedEntities/0/name}",
        "/ProblemTitle",
        "Problem {/ProblemID}",
    ],
    severity: &["/ProblemSeverity", "/SeverityLevel"],
    severities: &[
        ("availability", Sev1),
        ("error", Sev2),
        ("monitoring_unavailable", Sev2),
        ("performance", Sev3),
        ("resource_contention", Sev3),
    ],
    links: &[("/ProblemURL", "Problem in Dynatrace")],
    details: &["/ProblemDetailsText", "/ProblemDetails"],
    ..SHAPE
};
