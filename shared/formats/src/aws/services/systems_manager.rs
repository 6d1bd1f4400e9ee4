//! Systems Manager: notices of commands, and the events that are no runs.
//!
//! A command that goes well ends the alert of the same document that failed. Sources:
//! <https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-sns-examples.html>,
//! <https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html>. Commands,
//! automations and maintenance windows are [runs](super::super::eventbridge) over `EventBridge`.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool = Tool {
    names: &["aws.ssm"],
    title: "Systems Manager",
    shapes: &[INVOCATION, COMMAND, COMPLIANCE, OPS_ITEM, PARAMETER],
};

const COMMAND: Shape = Shape {
    has: &[&[Has("/commandId"), Has("/documentName"), Has("/status")]],
    state: &["/status"],
    states: &[
        ("success", Resolve),
        ("failed", Trigger),
        ("timedout", Trigger),
        ("timed out", Trigger),
        ("deliverytimedout", Trigger),
        ("executiontimedout", Trigger),
        ("delivery timed out", Trigger),
        ("execution timed out", Trigger),
        ("undeliverable", Trigger),
        ("incomplete", Trigger),
        ("rateexceeded", Trigger),
        ("accessdenied", Trigger),
        ("pending", Change),
        ("inprogress", Change),
        ("in progress", Change),
        ("delayed", Change),
        ("cancelled", Change),
        ("canceled", Change),
        ("cancelling", Change),
    ],
    key: &["command#{/documentName}"],
    title: &["Systems Manager command {/documentName}: {/status}"],
    severity: &["of a command"],
    severities: &[("of a command", Sev4)],
    ..SHAPE
};

/// A command on one instance.
const INVOCATION: Shape = Shape {
    has: &[&[Has("/commandId"), Has("/documentName"), Has("/instanceId"), Has("/status")]],
    key: &["command#{/documentName}#{/instanceId}"],
    title: &[
        "Systems Manager command {/documentName} on {/instanceId}: {/detailedStatus}",
        "Systems Manager command {/documentName} on {/instanceId}: {/status}",
    ],
    details: &["/standardErrorContent"],
    ..COMMAND
};

const COMPLIANCE: Shape = Shape {
    has: &[&[Is("/detail-type", "Configuration Compliance State Change"), Has("/detail/compliance-status")]],
    state: &["/detail/compliance-status"],
    states: &[("compliant", Resolve), ("non_compliant", Trigger)],
    key: &["{/account}#{/region}#{/detail/resource-id}#{/detail/compliance-type}"],
    title: &[
        "Systems Manager: {/detail/resource-id} is {/detail/compliance-status} ({/detail/compliance-type})",
    ],
    ..COMMAND
};

const OPS_ITEM: Shape = Shape {
    has: &[
        &[Is("/detail-type", "OpsItem Create"), Has("/detail/ops-item-id")],
        &[Is("/detail-type", "OpsItem Update"), Has("/detail/ops-item-id")],
    ],
    state: &["/detail/status"],
    states: &[("open", Trigger), ("inprogress", Trigger), ("in progress", Trigger), ("resolved", Resolve)],
    key: &["{/account}#{/region}#{/detail/ops-item-id}"],
    title: &["OpsItem: {/detail/title}", "OpsItem {/detail/ops-item-id}: {/detail/status}"],
    severity: &["/detail/severity"],
    severities: &[],
    details: &["/detail/description"],
    ..COMMAND
};

const PARAMETER: Shape = Shape {
    has: &[
        &[Is("/detail-type", "Parameter Store Change"), Has("/detail/name")],
        &[Is("/detail-type", "Calendar State Change")],
        &[Is("/detail-type", "Maintenance Window State-change Notification")],
        &[Is("/detail-type", "Maintenance Window Target Registration Notification")],
        &[Is("/detail-type", "Maintenance Window Task Registration Notification")],
    ],
    state: &["news"],
    states: &[("news", Change)],
    key: &["{/account}#{/region}#{/detail/name}", "{/account}#{/region}#{/resources/0}"],
    title: &[
        "{/detail-type}: {/detail/name} {/detail/operation}",
        "{/detail-type}: {/resources/0}",
        "/detail-type",
    ],
    severity: &[],
    ..COMMAND
};
