//! Events that are news whatever they say: lifecycle hooks, recovery points, repositories.
//!
//! Only kinds of events that never tell of trouble.

use crate::shape::{SHAPE, Shape, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::Change;

pub(super) const SERVICE: Tool = Tool { names: &["aws"], title: "AWS", shapes: &[NEWS, RECOVERY_POINT] };

const NEWS: Shape = Shape {
    has: &[
        &[Is("/detail-type", "EC2 Instance-launch Lifecycle Action")],
        &[Is("/detail-type", "EC2 Instance-terminate Lifecycle Action")],
        &[Is("/detail-type", "Backup Plan State Change")],
        &[Is("/detail-type", "Backup Vault State Change")],
        &[Is("/detail-type", "CodeCommit Repository State Change")],
        &[Is("/detail-type", "CodeCommit Pull Request State Change")],
        &[Is("/detail-type", "CodeArtifact Package Version State Change")],
    ],
    state: &["news"],
    states: &[("news", Change)],
    key: &["{/account}#{/region}#{/detail-type}#{/resources/0}", "{/account}#{/region}#{/detail-type}"],
    title: &[
        "{/detail-type}: {/detail/AutoScalingGroupName} {/detail/EC2InstanceId}",
        "{/detail-type}: {/detail/repositoryName} {/detail/event}",
        "{/detail-type}: {/resources/0}",
        "/detail-type",
    ],
    ..SHAPE
};

/// Source of the states: <https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html>
const RECOVERY_POINT: Shape = Shape {
    has: &[&[Is("/detail-type", "Recovery Point State Change")]],
    state: &["/detail/status", "/detail/state", "news"],
    states: &[
        ("news", Change),
        ("creating", Change),
        ("available", Change),
        ("completed", Change),
        ("partial", Change),
        ("expired", Change),
        ("stopped", Change),
        ("modified", Change),
        ("deleting", Change),
        ("deleted", Change),
    ],
    ..NEWS
};
