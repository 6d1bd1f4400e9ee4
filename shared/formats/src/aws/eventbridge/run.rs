//! Runs that succeed or fail: deployments, pipelines, builds, stacks, jobs, backups.
//!
//! A run that changes the system is also a change event, in any state: people who are paged soon after want to see it.
//! A failure opens an alert; the next success of the same thing resolves it. Must not depend on a single service.

mod jobs;
mod kind;
mod runs;

use super::service_event::{ServiceEvent, readable};
use crate::aws::console;
use crate::aws::outcome::{self, Outcome};
use crate::json;
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use kind::{Effect, Run};

/// Additional labels: `name` is what ran, `state` its state in the service's words, `run` the run's ID.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    let run = of(service_event.detail_type)?;
    let service_event = service_event.with_source(run.source);
    let name = name(run, &service_event)?;
    let state = service_event.text(run.state)?;
    // A state that nobody knows is a failure, unless the service says that it only informs (ECS does).
    let informs = service_event.text(&["/detail/eventType"]) == Some("INFO");
    let unknown = if informs { Outcome::Unfinished } else { Outcome::Failure };
    let outcome = outcome::of(state).unwrap_or(unknown);
    let kinds: Vec<AlarmKind> = [change(run), alert_kind(run, outcome)].into_iter().flatten().collect();
    if kinds.is_empty() {
        let what = format!("{} {name}: {}", run.title, readable(state));
        return Some(vec![Parsed::Ignored(Ignored::AllWell { what })]);
    }
    let events = kinds.into_iter().map(|kind| event(run, &service_event, kind, &name, state));
    Some(events.map(|event| Parsed::Event(Box::new(event))).collect())
}

/// The kind of run that an event is about.
fn of(detail_type: &str) -> Option<&'static Run> {
    const RUNS: [&[Run]; 2] = [&runs::RUNS, &jobs::JOBS];
    RUNS.into_iter().flatten().find(|run| detail_type.starts_with(run.detail_type))
}

fn change(run: &Run) -> Option<AlarmKind> {
    (run.effect == Effect::Change).then_some(AlarmKind::Change)
}

/// The success of a part is not that of the whole run.
fn alert_kind(run: &Run, outcome: Outcome) -> Option<AlarmKind> {
    match outcome {
        Outcome::Failure => Some(AlarmKind::Trigger),
        Outcome::Success => (run.effect != Effect::Part).then_some(AlarmKind::Resolve),
        Outcome::Unfinished => None,
    }
}

fn event(
    run: &Run,
    service_event: &ServiceEvent<'_>,
    kind: AlarmKind,
    name: &str,
    state: &str,
) -> AlarmEvent {
    let key = format!("{}#{}#{}#{name}", service_event.account(), service_event.region(), run.key);
    let why =
        service_event.text(&WHY).map(|why| format!(": {}", why.trim_end_matches('.'))).unwrap_or_default();
    let mut event = AlarmEvent {
        summary: format!("{} {}: {}{why}", run.title, short(name), readable(state)),
        severity: run.severity.filter(|_| kind == AlarmKind::Trigger),
        links: link(service_event, name),
        detail: [service_event.text(&WHY).map(str::to_owned), service_event.detail().map(json::pretty)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n"),
        ..service_event.event(kind, key, short(name), state)
    };
    if let Some(id) = service_event.text(&RUN_IDS) {
        event.labels.insert("run".to_owned(), id.to_owned());
    }
    event
}

/// What ran: several fields together where one is not unique.
fn name(run: &Run, service_event: &ServiceEvent<'_>) -> Option<String> {
    let parts: Vec<&str> = run.name.iter().filter_map(|place| service_event.text(&[place])).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The part of an ARN that people recognize; a stack's ends in an ID.
fn short(name: &str) -> &str {
    let Some(resource) = name.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').last()) else {
        return name;
    };
    let parts: Vec<&str> = resource.split('/').collect();
    match parts.as_slice() {
        [kind, name, ..] if kind.ends_with("stack") || kind.ends_with("stackset") => name,
        parts => parts.last().copied().filter(|last| !last.is_empty()).unwrap_or(name),
    }
}

/// Fields with the reason of a run's result.
const WHY: [&str; 9] = [
    "/detail/status-details/status-reason",
    "/detail/additional-attributes/failedActions/0/additionalInformation",
    "/detail/reason",
    "/detail/statusMessage",
    "/detail/StatusMessage",
    "/detail/message",
    "/detail/Cause",
    "/detail/errorMessage",
    "/detail/FailureReason",
];

/// Fields with the ID of a run.
const RUN_IDS: [&str; 7] = [
    "/detail/deploymentId",
    "/detail/execution-id",
    "/detail/build-id",
    "/detail/jobRunId",
    "/detail/backupJobId",
    "/detail/ActivityId",
    "/detail/InstanceRefreshId",
];

fn link(service_event: &ServiceEvent<'_>, name: &str) -> Vec<callout_domain::alarm::Link> {
    let name = console::escaped(name);
    match service_event.source {
        "aws.cloudformation" => service_event.link(
            "Stack in CloudFormation",
            "cloudformation/home",
            &format!("#/stacks/stackinfo?stackId={name}"),
        ),
        "aws.codepipeline" => service_event.link(
            "Pipeline in CodePipeline",
            &format!("codesuite/codepipeline/pipelines/{name}/view"),
            "",
        ),
        "aws.codedeploy" => {
            let id = service_event.text(&["/detail/deploymentId"]).map(console::escaped).unwrap_or_default();
            service_event.link(
                "Deployment in CodeDeploy",
                &format!("codesuite/codedeploy/deployments/{id}"),
                "",
            )
        }
        _ => Vec::new(),
    }
}
