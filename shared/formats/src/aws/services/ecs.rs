//! ECS's tasks and container instances. Deployments and actions of services are [runs](super::super::eventbridge).
//!
//! A task that crashed opens an alert about its service, and the next one that runs ends it. Sources:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>

use crate::json;
use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev3;
use serde_json::{Value, json};

pub(super) const SERVICE: Tool = Tool { names: &["aws.ecs"], title: "ECS", shapes: &[TASK, INSTANCE] };

const TASK: Shape = Shape {
    has: &[&[Is("/detail-type", "ECS Task State Change"), Has("/detail/lastStatus")]],
    state: &["/end", "/detail/lastStatus"],
    states: &[
        ("crashed", Trigger),
        ("stopped on purpose", Change),
        ("running", Resolve),
        ("provisioning", Change),
        ("pending", Change),
        ("activating", Change),
        ("deactivating", Change),
        ("stopping", Change),
        ("deprovisioning", Change),
        ("deleted", Change),
    ],
    key: &["{/detail/clusterArn}#{/detail/group}", "{/detail/clusterArn}#{/detail/taskDefinitionArn}"],
    title: &[
        "ECS {/detail/group}: a task {/end}: {/detail/stoppedReason}",
        "ECS {/detail/group}: a task is {/detail/lastStatus}",
        "ECS task {/resources/0} is {/detail/lastStatus}",
    ],
    severity: &["/end"],
    severities: &[("crashed", Sev3)],
    unpack: end,
    ..SHAPE
};

const INSTANCE: Shape = Shape {
    has: &[&[Is("/detail-type", "ECS Container Instance State Change"), Has("/detail/containerInstanceArn")]],
    state: &["agent connected: {/detail/agentConnected}"],
    states: &[("agent connected: true", Resolve), ("agent connected: false", Trigger)],
    key: &["/detail/containerInstanceArn"],
    title: &[
        "ECS instance {/detail/ec2InstanceId} is {/detail/status}, its agent is connected: {/detail/agentConnected}",
        "ECS instance {/detail/containerInstanceArn} is {/detail/status}",
    ],
    severity: &["agent connected: {/detail/agentConnected}"],
    severities: &[("agent connected: false", Sev3)],
    ..SHAPE
};

/// Why a service's scheduler stops a task that is well.
const ROUTINE: [&str; 5] = ["scaling activity", "deployment", "maintenance", "rebalanc", "draining"];

/// How a stopped task ended. A container that its scheduler stops may end with any code, so there its reason decides.
fn end(event: &Value) -> Option<Value> {
    let task = event.get("detail")?;
    (task.get("lastStatus")?.as_str()? == "STOPPED").then_some(())?;
    let reason = json::text(task, &["/stoppedReason"]).unwrap_or_default().to_lowercase();
    let is_routine = ROUTINE.iter().any(|word| reason.contains(word));
    let is_crash = match json::text(task, &["/stopCode"]) {
        Some("UserInitiated" | "SpotInterruption" | "TerminationNotice") => false,
        Some("ServiceSchedulerInitiated") => !is_routine,
        Some("EssentialContainerExited") | None => !is_routine && exited_badly(task),
        // `TaskFailedToStart`, and what nobody knows.
        Some(_) => true,
    };
    Some(json!({ "end": if is_crash { "crashed" } else { "stopped on purpose" } }))
}

fn exited_badly(task: &Value) -> bool {
    json::list(task, &["/containers"])
        .iter()
        .any(|one| one.get("exitCode").is_some_and(|code| *code != json!(0)))
}
