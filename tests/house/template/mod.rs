//! `infra/template.yaml` keeps its promises, and agrees with the code.
//!
//! Must not ask whether the template is valid CloudFormation: cfn-lint does.

mod alarms;
mod code;
mod cost;
mod data;
mod deploying;
mod document;
mod drills;
mod edges;
mod failures;
mod keys;
mod limits;
mod links;
mod loops;
mod mail;
mod operating;
mod permissions;
mod queues;
mod topics;
mod waivers;

use document::{Template, alternatives, names};
use serde_json::Value;

/// The functions of the template: logical name and properties.
fn functions(template: &Template) -> Vec<(&str, &Value)> {
    template.of_type("AWS::Serverless::Function")
}

/// What invokes a function: event name, type and properties.
fn events(function: &Value) -> Vec<(&str, &str, &Value)> {
    let events = function["Events"].as_object().into_iter().flatten();
    events
        .map(|(name, event)| {
            (name.as_str(), event["Type"].as_str().unwrap_or_default(), &event["Properties"])
        })
        .collect()
}
