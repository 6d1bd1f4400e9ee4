//! Which events tell of runs, and where they say what ran and how far it got.
//!
//! A table and nothing else: a new kind of run is a line here.

use callout_domain::severity::Severity;

/// One kind of run.
#[derive(Debug)]
pub(super) struct Run {
    /// How its `detail-type` begins.
    begins: &'static str,
    /// The service that writes it.
    pub(super) source: &'static str,
    /// What people call it.
    pub(super) called: &'static str,
    /// What its alerts are about, so that those of another kind about the same name are others.
    pub(super) key: &'static str,
    /// Where the name of what runs is, in parts.
    pub(super) name: &'static [&'static str],
    /// Where its state is.
    pub(super) state: &'static [&'static str],
    pub(super) counts: Counts,
    /// How bad a bad end is; nothing: routes decide.
    pub(super) severity: Option<Severity>,
}

/// What a run is to whoever looks for causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// It changes the system.
    Change,
    /// It is a part of something: only its bad end is told, under the key of the whole.
    Part,
    /// It is work of every day.
    Work,
}

impl Run {
    /// The kind of run that an event tells of.
    pub(super) fn of(detail_type: &str) -> Option<&'static Self> {
        RUNS.iter().find(|run| detail_type.starts_with(run.begins))
    }
}

const fn change(
    begins: &'static str,
    (source, called, key): (&'static str, &'static str, &'static str),
    name: &'static [&'static str],
    state: &'static [&'static str],
) -> Run {
    Run { begins, source, called, key, name, state, counts: Counts::Change, severity: Some(Severity::Sev4) }
}

const fn part(run: Run) -> Run {
    Run { counts: Counts::Part, ..run }
}

const fn work(run: Run, severity: Option<Severity>) -> Run {
    Run { counts: Counts::Work, severity, ..run }
}

const PIPELINE: (&str, &str, &str) = ("aws.codepipeline", "CodePipeline", "pipeline");
const STACK: (&str, &str, &str) = ("aws.cloudformation", "CloudFormation", "stack");
const STACK_SET: (&str, &str, &str) = ("aws.cloudformation", "CloudFormation stack set", "stack set");
const GROUP: &[&str] = &["/detail/AutoScalingGroupName"];
const STACK_STATE: &[&str] = &["/detail/status-details/status"];

const RUNS: [Run; 20] = [
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
];
