//! What AWS notices by itself: `DevOps` Guru's insights and Application Insights' problems, which close when they are over.
//!
//! Application Signals has none of its own: its objectives alarm through `CloudWatch`. Sources:
//! <https://docs.aws.amazon.com/devops-guru/latest/userguide/working-with-sns.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/appinsights-cloudwatch-events.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.devops-guru"], title: "DevOps Guru", shapes: &[INSIGHT, EVENT, PROBLEM] };

const INSIGHT: Shape = Shape {
    has: &[&[Has("/MessageType"), Has("/InsightId")]],
    state: &["/MessageType"],
    states: &[
        ("new_insight", Trigger),
        ("severity_upgraded", Trigger),
        ("closed_insight", Resolve),
        ("new_association", Change),
        ("new_recommendation", Change),
    ],
    key: &["/InsightId"],
    title: &[
        "DevOps Guru: {/InsightName}",
        "DevOps Guru: {/InsightDescription}",
        "DevOps Guru: {/MessageType}",
    ],
    severity: &["/InsightSeverity"],
    links: &[("/InsightUrl", "Insight in DevOps Guru")],
    details: &["/InsightDescription"],
    ..SHAPE
};

const EVENT: Shape = Shape {
    has: &[&[Says("/detail-type", "DevOps Guru"), Has("/detail/insightId")]],
    state: &["/detail/messageType"],
    key: &["/detail/insightId"],
    title: &[
        "DevOps Guru: {/detail/insightName}",
        "DevOps Guru: {/detail/insightDescription}",
        "/detail-type",
    ],
    severity: &["/detail/insightSeverity"],
    links: &[("/detail/insightUrl", "Insight in DevOps Guru")],
    details: &["/detail/insightDescription"],
    ..INSIGHT
};

const PROBLEM: Shape = Shape {
    has: &[
        &[Says("/detail-type", "Application Insights"), Has("/detail/problemId")],
        &[Has("/problemId"), Has("/resourceGroupName")],
    ],
    state: &["/detail/problemStatus", "/detail/status", "/problemStatus", "/status"],
    states: &[("pending", Trigger), ("created", Trigger), ("ignore", Change), ("recurring", Trigger)],
    key: &["/detail/problemId", "/problemId"],
    title: &[
        "Application Insights: {/detail/title}: {/detail/affectedResource}",
        "Application Insights: {/detail/title}",
        "Application Insights: {/title}",
        "/detail-type",
    ],
    severity: &["/detail/severity", "/severity"],
    links: &[("/detail/problemUrl", "Problem"), ("/problemUrl", "Problem")],
    details: &["/detail/insights", "/insights"],
    ..SHAPE
};
