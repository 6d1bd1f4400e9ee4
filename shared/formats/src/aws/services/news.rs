//! Events that are news whatever they say: lifecycle hooks, recovery points, repositories.
//!
//! Only kinds of events that never tell of trouble.

use crate::shape::{SHAPE, Shape, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::Change;

pub(super) const SERVICE: Tool = Tool { names: &["aws"], title: "AWS", shapes: &[NEWS] };

const NEWS: Shape = Shape {
    has: &[
        &[Is("/detail-type", "EC2 Instance-launch Lifecycle Action")],
        &[Is("/detail-type", "EC2 Instance-terminate Lifecycle Action")],
        &[Is("/detail-type", "Recovery Point State Change")],
        &[Is("/detail-type", "Backup Plan State Change")],
        &[Is("/detail-type", "Backup Vault State Change")],
        &[Is("/detail-type", "CodeCommit Repository State Change")],
        &[Is("/detail-type", "CodeCommit Pull Request State Change")],
        &[Is("/detail-type", "CodeArtifact Package Version State Change")],
    ],
    state: &["news"],
    otherwise: Change,
    key: &["{/account}#{/region}#{/detail-type}#{/resources/0}", "{/account}#{/region}#{/detail-type}"],
    title: &[
        "{/detail-type}: {/detail/AutoScalingGroupName} {/detail/EC2InstanceId}",
        "{/detail-type}: {/detail/repositoryName} {/detail/event}",
        "{/detail-type}: {/resources/0}",
        "/detail-type",
    ],
    ..SHAPE
};
