//! Which events are about runs of what people deploy and operate, and which of their fields contain what ran and its state.
//!
//! A table and nothing else: a new kind of run is one line here.

use super::kind::{Run, change, part, work};
use callout_domain::severity::Severity;

const fn command(detail_type: &'static str, name: &'static [&'static str]) -> Run {
    change(detail_type, ("aws.ssm", "Systems Manager command", "command"), name, &["/detail/status"])
}

const fn automation(detail_type: &'static str) -> Run {
    change(
        detail_type,
        ("aws.ssm", "Systems Manager automation", "automation"),
        &["/detail/Definition"],
        &["/detail/Status"],
    )
}

const PIPELINE: (&str, &str, &str) = ("aws.codepipeline", "CodePipeline", "pipeline");
const STACK: (&str, &str, &str) = ("aws.cloudformation", "CloudFormation", "stack");
const STACK_SET: (&str, &str, &str) = ("aws.cloudformation", "CloudFormation stack set", "stack set");
const GROUP: &[&str] = &["/detail/AutoScalingGroupName"];
const STACK_STATE: &[&str] = &["/detail/status-details/status"];

pub(super) const RUNS: [Run; 30] = [
    change(
        "CodeDeploy Deployment State-change",
        ("aws.codedeploy", "CodeDeploy", "deployment group"),
        &["/detail/application", "/detail/deploymentGroup"],
        &["/detail/state"],
    ),
    change("CodePipeline Pipeline Execution", PIPELINE, &["/detail/pipeline"], &["/detail/state"]),
    part(change("CodePipeline Stage Execution", PIPELINE, &["/detail/pipeline"], &["/detail/state"])),
    part(change("CodePipeline Action Execution", PIPELINE, &["/detail/pipeline"], &["/detail/state"])),
    change(
        "CodeBuild Build State",
        ("aws.codebuild", "CodeBuild", "build"),
        &["/detail/project-name"],
        &["/detail/build-status"],
    ),
    part(change(
        "CodeBuild Build Phase",
        ("aws.codebuild", "CodeBuild", "build"),
        &["/detail/project-name"],
        &["/detail/completed-phase-status"],
    )),
    change("CloudFormation Stack Status", STACK, &["/detail/stack-id"], STACK_STATE),
    part(change("CloudFormation Resource Status", STACK, &["/detail/stack-id"], STACK_STATE)),
    work(
        change(
            "CloudFormation Drift Detection",
            ("aws.cloudformation", "CloudFormation drift of", "drift"),
            &["/detail/stack-id"],
            &["/detail/status-details/stack-drift-status"],
        ),
        Some(Severity::Sev5),
    ),
    change("CloudFormation StackSet Operation", STACK_SET, &["/detail/stack-set-arn"], STACK_STATE),
    part(change("CloudFormation StackSet", STACK_SET, &["/detail/stack-set-arn"], STACK_STATE)),
    change(
        "ECS Deployment State",
        ("aws.ecs", "ECS deployment of", "ecs deployment"),
        &["/resources/0"],
        &["/detail/eventName"],
    ),
    change(
        "ECR Image Action",
        ("aws.ecr", "ECR image of", "image"),
        &["/detail/repository-name"],
        &["/detail/result"],
    ),
    work(
        change(
            "ECS Service Action",
            ("aws.ecs", "ECS service", "ecs service"),
            &["/resources/0"],
            &["/detail/eventName"],
        ),
        Some(Severity::Sev3),
    ),
    change(
        "EC2 Auto Scaling Instance Refresh",
        ("aws.autoscaling", "Auto Scaling", "refresh"),
        GROUP,
        &["/detail-type"],
    ),
    work(
        change(
            "EC2 Instance Launch",
            ("aws.autoscaling", "Auto Scaling", "launch"),
            GROUP,
            &["/detail-type"],
        ),
        Some(Severity::Sev3),
    ),
    work(
        change(
            "EC2 Instance Terminate",
            ("aws.autoscaling", "Auto Scaling", "terminate"),
            GROUP,
            &["/detail-type"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change("Glue Job State", ("aws.glue", "Glue job", "job"), &["/detail/jobName"], &["/detail/state"]),
        None,
    ),
    work(
        change(
            "Backup Job State",
            ("aws.backup", "Backup of", "backup"),
            &["/detail/resourceArn"],
            &["/detail/state"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change(
            "Copy Job State",
            ("aws.backup", "Backup copy of", "backup copy"),
            &["/detail/resourceArn"],
            &["/detail/state"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change(
            "Restore Job State",
            ("aws.backup", "Restore of", "restore"),
            &["/detail/resourceType", "/detail/sourceResourceArn"],
            &["/detail/status"],
        ),
        Some(Severity::Sev4),
    ),
    work(command("EC2 Command Status", &["/detail/document-name"]), Some(Severity::Sev4)),
    work(
        command("EC2 Command Invocation", &["/detail/document-name", "/detail/instance-id"]),
        Some(Severity::Sev4),
    ),
    work(automation("EC2 Automation Execution"), Some(Severity::Sev4)),
    part(automation("EC2 Automation Step")),
    work(
        change(
            "EC2 State Manager Association",
            ("aws.ssm", "Systems Manager association", "association"),
            &["/detail/association-id"],
            &["/detail/status"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change(
            "EC2 State Manager Instance Association",
            ("aws.ssm", "Systems Manager association", "association"),
            &["/detail/association-id", "/detail/instance-id"],
            &["/detail/status"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change(
            "Maintenance Window Execution State",
            ("aws.ssm", "Maintenance window", "maintenance window"),
            &["/detail/window-id"],
            &["/detail/status"],
        ),
        Some(Severity::Sev4),
    ),
    work(
        change(
            "Step Functions Execution Status",
            ("aws.states", "Step Functions", "execution"),
            &["/detail/stateMachineArn"],
            &["/detail/status"],
        ),
        None,
    ),
    work(
        change(
            "Batch Job State",
            ("aws.batch", "Batch job", "batch job"),
            &["/detail/jobName"],
            &["/detail/status"],
        ),
        None,
    ),
];
