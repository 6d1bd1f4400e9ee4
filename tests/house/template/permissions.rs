//! Each role allows only the calls that its function makes, on the resources it names.

use super::{Template, alternatives, functions, names};
use crate::house::hold;
use serde_json::Value;
use std::collections::BTreeSet;

/// Resources that end in `*` because AWS names them only when they exist.
const NAMED_LATER: [&str; 8] = [
    // Streams are told apart by when they were switched on; objects, schedules and responders come and go.
    "${Table.Arn}/stream/*",
    "${StatusBucket.Arn}/*",
    "arn:${AWS::Partition}:s3:::${StatusPageSecondBucket}/*",
    "${PostmortemBucket.Arn}/*",
    "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${AWS::StackName}/wake-*",
    // Whatever alarm an incident may be about, of whichever region; read, never changed.
    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-responder-*",
    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-chat-*",
    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-*",
];

/// Calls that only read, and for which AWS knows no resource but `*` (service authorization reference).
const NOT_NARROWED_BY_AWS: [&str; 3] =
    ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "dynamodb:ListStreams"];

/// Every statement of every policy, with the resource that it belongs to.
fn statements(template: &Template) -> Vec<(&str, &Value)> {
    let mut found = Vec::new();
    for (name, resource) in template.section("Resources") {
        let properties = &resource["Properties"];
        let inline =
            properties["Policies"].as_array().into_iter().flatten().map(|one| &one["PolicyDocument"]);
        for document in inline.chain([&properties["PolicyDocument"]]) {
            found.extend(alternatives(&document["Statement"]).into_iter().map(|one| (name.as_str(), one)));
        }
    }
    found
}

#[test]
fn actions_are_named_one_by_one() {
    let template = Template::load();
    let statements = statements(&template);
    assert!(statements.len() > functions(&template).len(), "found only {} statements", statements.len());
    let mut broken = Vec::new();
    for (name, statement) in statements {
        let actions = alternatives(&statement["Action"]);
        if actions.is_empty() {
            broken.push(format!("{name}: a statement without Action"));
        }
        let wild =
            actions.into_iter().filter(|action| action.as_str().is_none_or(|action| action.contains('*')));
        broken.extend(wild.map(|action| format!("{name}: {action}")));
    }
    hold("Name the calls that the function makes; no `*`, no NotAction.", broken);
}

#[test]
fn resources_are_named() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, statement) in statements(&template) {
        // A role's trust policy is about the role itself.
        let resources = alternatives(&statement["Resource"]);
        if resources.is_empty() && statement["Action"] != "sts:AssumeRole" {
            broken.push(format!("{name}: a statement without Resource"));
        }
        for resource in resources {
            let text = resource.as_str().or_else(|| resource["Fn::Sub"].as_str());
            if text == Some("*") && is_not_narrowed_by_aws(statement) {
                continue;
            }
            if text.is_some_and(|text| text.contains('*') && !NAMED_LATER.contains(&text)) {
                broken.push(format!("{name}: {resource}"));
            }
        }
    }
    hold(
        "Name the resource; where AWS names it later, as narrow as can be and listed in NAMED_LATER.",
        broken,
    );
}

fn is_not_narrowed_by_aws(statement: &Value) -> bool {
    let mut actions = alternatives(&statement["Action"]).into_iter();
    actions.all(|action| action.as_str().is_some_and(|action| NOT_NARROWED_BY_AWS.contains(&action)))
}

#[test]
fn nobody_is_everybody() {
    let template = Template::load();
    let open = statements(&template).into_iter().filter(|(_, statement)| {
        let anyone = |principal: &Value| principal == "*" || principal["AWS"] == "*";
        statement["Effect"] == "Allow" && anyone(&statement["Principal"])
    });
    hold("Name who may: a service or this account.", open.map(|(name, _)| name.to_owned()));
}

#[test]
fn a_service_acts_for_this_account_only() {
    let template = Template::load();
    let deputies = statements(&template).into_iter().filter(|(_, statement)| {
        let service = statement["Principal"]["Service"].as_str();
        service.is_some_and(|service| service != "lambda.amazonaws.com") && statement["Condition"].is_null()
    });
    let rule = "Say for whom the service acts: a Condition on aws:SourceArn or aws:SourceAccount.";
    hold(rule, deputies.map(|(name, _)| name.to_owned()));
}

#[test]
fn every_function_has_a_role_of_its_own() {
    let template = Template::load();
    let mut taken = BTreeSet::new();
    let broken = functions(&template).into_iter().filter(|(_, function)| {
        let own = names(&function["Role"]).is_some_and(|role| taken.insert(role));
        !own || !function["Policies"].is_null()
    });
    let broken: Vec<String> = broken.map(|(name, _)| name.to_owned()).collect();
    hold("Write a role for the function and name it in Role; ready-made policies allow too much.", broken);
    let borrowed = template.of_type("AWS::IAM::Role").into_iter();
    let borrowed = borrowed.filter(|(_, role)| !role["ManagedPolicyArns"].is_null());
    hold("Name the calls instead of ManagedPolicyArns.", borrowed.map(|(name, _)| name.to_owned()));
}
