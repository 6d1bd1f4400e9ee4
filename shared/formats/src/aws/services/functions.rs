//! Lambda's records of asynchronous invocations that failed, `AppConfig`'s deployments and alerts of `MediaLive`.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>,
//! <https://docs.aws.amazon.com/appconfig/latest/userguide/working-with-appconfig-extensions-about-predefined-notification-sns.html>,
//! <https://docs.aws.amazon.com/medialive/latest/ug/monitoring-via-cloudwatch.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;
use serde_json::{Value, json};

pub(super) const SERVICE: Tool = Tool {
    names: &["aws.lambda"],
    title: "Lambda",
    shapes: &[INVOCATION, INVOCATION_EVENT, DEPLOYMENT, DEPLOYMENT_EVENT, CHANNEL],
};

const INVOCATION: Shape = Shape {
    has: &[&[Has("/requestContext/functionArn"), Has("/requestContext/condition")]],
    state: &["/requestContext/condition"],
    states: &[("success", Resolve), ("retriesexhausted", Trigger), ("eventageexceeded", Trigger)],
    key: &["/requestContext/functionArn"],
    title: &[
        "Lambda {/function}: {/responsePayload/errorMessage}",
        "Lambda {/function}: {/responseContext/functionError} ({/requestContext/condition})",
        "Lambda {/function}: {/requestContext/condition}",
    ],
    unpack: function,
    ..SHAPE
};

const INVOCATION_EVENT: Shape = Shape {
    has: &[&[Has("/detail/requestContext/functionArn"), Has("/detail/requestContext/condition")]],
    unpack: |event| function(event.get("detail")?),
    ..INVOCATION
};

const DEPLOYMENT: Shape = Shape {
    has: &[&[Has("/Application/Id"), Has("/Environment/Id"), Has("/Type"), Has("/DeploymentNumber")]],
    state: &["/Type"],
    states: &[
        ("ondeploymentstart", Change),
        ("ondeploymentstep", Change),
        ("ondeploymentbaking", Change),
        ("ondeploymentcomplete", Resolve),
        ("ondeploymentrolledback", Trigger),
    ],
    key: &[
        "{/Application/Id}#{/Environment/Id}#{/ConfigurationProfile/Id}",
        "{/Application/Id}#{/Environment/Id}",
    ],
    title: &[
        "AppConfig {/Application/Name}/{/Environment/Name}: {/Type}: {/Description}",
        "AppConfig {/Application/Name}/{/Environment/Name}: {/Type}",
        "AppConfig {/Application/Id}/{/Environment/Id}: {/Type}",
    ],
    severity: &["/Type"],
    severities: &[("ondeploymentrolledback", Sev4)],
    ..SHAPE
};

const DEPLOYMENT_EVENT: Shape = Shape {
    has: &[&[Has("/detail/Application/Id"), Has("/detail/Environment/Id"), Has("/detail/Type")]],
    unpack: |event| event.get("detail").cloned(),
    ..DEPLOYMENT
};

const CHANNEL: Shape = Shape {
    has: &[&[Has("/detail/alarm_state"), Has("/detail/alarm_id")]],
    state: &["/detail/alarm_state"],
    states: &[("set", Trigger), ("cleared", Resolve)],
    key: &["/detail/alarm_id"],
    title: &["{/detail-type}: {/detail/message}", "{/detail-type}: {/detail/alert_type}"],
    ..SHAPE
};

/// The fields of a record, with the name of the function.
fn function(record: &Value) -> Option<Value> {
    let arn = record.pointer("/requestContext/functionArn")?.as_str()?;
    let mut fields = record.as_object()?.clone();
    fields.insert("function".to_owned(), json!(arn.split(':').nth(6).unwrap_or(arn)));
    Some(fields.into())
}
