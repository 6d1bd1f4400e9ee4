//! `CodeDeploy`'s triggers, and `CodePipeline`'s requests for approval.
//!
//! Sources: <https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-json-format.html>,
//! <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html> (its states),
//! <https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html>. What notification rules of the
//! developer tools send is an `EventBridge` event with other names, and a [run](super::super::eventbridge).

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.codedeploy"], title: "CodeDeploy", shapes: &[DEPLOYMENT, INSTANCE, APPROVAL] };

const DEPLOYMENT: Shape = Shape {
    has: &[&[Has("/deploymentId"), Has("/deploymentGroupName"), Has("/status")]],
    state: &["/status"],
    // Stopped on purpose is no end of an earlier failure.
    states: &[
        ("succeeded", Resolve),
        ("failed", Trigger),
        ("created", Change),
        ("queued", Change),
        ("inprogress", Change),
        ("in_progress", Change),
        ("baking", Change),
        ("ready", Change),
        ("stopped", Change),
        ("pending", Change),
        ("skipped", Change),
    ],
    key: &[
        "{/accountId}#{/region}#{/applicationName}/{/deploymentGroupName}",
        "{/applicationName}/{/deploymentGroupName}",
    ],
    title: &[
        "CodeDeploy {/applicationName}/{/deploymentGroupName}: {/status}: {/error}",
        "CodeDeploy {/applicationName}/{/deploymentGroupName}: {/status}",
        "CodeDeploy {/deploymentGroupName}: {/status}",
    ],
    severity: &["/status"],
    severities: &[("failed", Sev4)],
    details: &["/error"],
    unpack: error,
    ..SHAPE
};

const INSTANCE: Shape = Shape {
    has: &[&[Has("/deploymentId"), Has("/instanceId"), Has("/instanceStatus")]],
    state: &["/instanceStatus"],
    key: &["{/deploymentId}#{/instanceId}"],
    title: &["CodeDeploy {/deploymentId}: {/instanceId} {/instanceStatus}"],
    severity: &["/instanceStatus"],
    ..DEPLOYMENT
};

/// Somebody must decide, but nothing is wrong.
const APPROVAL: Shape = Shape {
    has: &[&[Has("/approval/pipelineName"), Has("/approval/actionName")]],
    state: &["asked"],
    states: &[("asked", Change)],
    key: &["approval#{/approval/pipelineName}#{/approval/token}", "approval#{/approval/pipelineName}"],
    title: &[
        "CodePipeline {/approval/pipelineName} waits for approval in {/approval/stageName}: {/approval/actionName}",
    ],
    links: &[
        ("/approval/approvalReviewLink", "Approve or reject"),
        ("/consoleLink", "Pipeline in CodePipeline"),
    ],
    details: &["/approval/customData"],
    ..DEPLOYMENT
};

/// The message of the error, which is JSON in a text.
fn error(body: &serde_json::Value) -> Option<serde_json::Value> {
    let information = body.get("errorInformation")?.as_str()?;
    let parsed = crate::body::json(information)?;
    Some(serde_json::json!({ "error": parsed.get("ErrorMessage").or_else(|| parsed.get("message"))? }))
}
