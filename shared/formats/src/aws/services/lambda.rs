//! Lambda's records of asynchronous invocations that failed, or succeeded again.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use serde_json::{Value, json};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.lambda"], title: "Lambda", shapes: &[INVOCATION, INVOCATION_EVENT] };

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

/// The fields of a record, with the name of the function.
fn function(record: &Value) -> Option<Value> {
    let arn = record.pointer("/requestContext/functionArn")?.as_str()?;
    let mut fields = record.as_object()?.clone();
    fields.insert("function".to_owned(), json!(arn.split(':').nth(6).unwrap_or(arn)));
    Some(fields.into())
}
