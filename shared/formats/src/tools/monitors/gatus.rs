//! Gatus, through its provider `custom`: the sentence of its documentation, or JSON with its placeholders as names.
//!
//! Source: <https://github.com/TwiN/gatus#configuring-custom-alerts>: `{"text": "[ALERT_TRIGGERED_OR_RESOLVED]:
//! [ENDPOINT_GROUP] - [ENDPOINT_NAME] - [ALERT_DESCRIPTION] - [RESULT_ERRORS]"}`. The errors differ at the end, so group and
//! name identify an alert.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use serde_json::{Value, json};

pub(super) const TOOL: Tool = Tool { names: &["gatus"], title: "Gatus", shapes: &[FIELDS, SENTENCE] };

const FIELDS: Shape = Shape {
    has: &[
        &[Has("/endpoint_name"), Has("/status")],
        &[Has("/endpoint_name"), Has("/alert_triggered_or_resolved")],
    ],
    state: &["/alert_triggered_or_resolved", "/status", "/state"],
    key: &[
        "gatus/{/endpoint_group}/{/endpoint_name}",
        "gatus/{/group}/{/name}",
        "gatus/{/endpoint_name}",
        "gatus/{/endpoint}",
        "gatus/{/name}",
    ],
    title: &[
        "{/endpoint_name}: {/alert_description}",
        "{/endpoint_name}: {/description}",
        "{/name}: {/description}",
        "/endpoint_name",
        "/name",
    ],
    severity: &["/severity"],
    links: &[("/endpoint_url", "Endpoint")],
    details: &["/result_errors"],
    ..SHAPE
};

const SENTENCE: Shape = Shape {
    has: &[
        &[Says("/text", "TRIGGERED: "), Says("/text", " - ")],
        &[Says("/text", "RESOLVED: "), Says("/text", " - ")],
    ],
    state: &["/state"],
    key: &["gatus/{/endpoint}"],
    title: &["/text"],
    unpack: take_apart,
    ..SHAPE
};

fn take_apart(body: &Value) -> Option<Value> {
    let (state, rest) = body.get("text")?.as_str()?.split_once(": ")?;
    let endpoint = rest.split(" - ").take(2).collect::<Vec<_>>().join("/");
    Some(json!({ "state": state, "endpoint": endpoint }))
}
