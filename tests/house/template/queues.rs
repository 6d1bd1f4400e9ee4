//! What AWS asks of queues and topics, and what Callout asks of the ways between them.

use super::{Template, alternatives, events, functions, names};
use crate::house::hold;
use serde_json::Value;
use std::collections::BTreeSet;

/// The policies of queues and topics: name, the resources they are set on, statements.
fn policies(template: &Template) -> Vec<(&str, &Value, Vec<&Value>)> {
    let of = |kind, field: &'static str| {
        let all = template.of_type(kind).into_iter();
        all.map(move |(name, policy)| {
            (name, &policy[field], alternatives(&policy["PolicyDocument"]["Statement"]))
        })
    };
    of("AWS::SQS::QueuePolicy", "Queues").chain(of("AWS::SNS::TopicPolicy", "Topics")).collect()
}

#[test]
fn a_policy_is_about_one_queue_or_topic() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, owners, statements) in policies(&template) {
        let owners = owners.as_array().map(Vec::as_slice).unwrap_or_default();
        let one = owners.first().and_then(names).filter(|_| owners.len() == 1);
        let same = |statement: &&Value| one.is_some() && names(&statement["Resource"]) == one;
        if !statements.iter().all(same) {
            broken.push(name.to_owned());
        }
    }
    hold(
        "A policy names the one queue or topic that it is set on. SNS answers \"Policy statement must apply to a single \
         resource!\" (sns-access-policy-language-api-permissions-reference), SQS \"Invalid value for the parameter \
         Policy\".",
        broken,
    );
}

#[test]
fn statements_of_a_policy_have_names_of_their_own() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, _, statements) in policies(&template) {
        let sids: BTreeSet<&str> =
            statements.iter().filter_map(|statement| statement["Sid"].as_str()).collect();
        if sids.len() != statements.len() {
            broken.push(name.to_owned());
        }
    }
    hold(
        "Each statement has a Sid of its own (SQS developer guide, special information for SQS policies).",
        broken,
    );
}

#[test]
fn every_topic_has_a_policy() {
    let template = Template::load();
    let with: BTreeSet<&str> = policies(&template)
        .iter()
        .flat_map(|(_, owners, _)| owners.as_array().into_iter().flatten().filter_map(names))
        .collect();
    let topics = template.of_type("AWS::SNS::Topic").into_iter();
    let broken = topics.filter(|(name, _)| !with.contains(name)).map(|(name, _)| name.to_owned());
    hold("A topic without a policy lets everybody in the account publish: write one.", broken);
}

#[test]
fn no_function_has_both_an_address_and_a_source_in_aws() {
    let template = Template::load();
    let functions = functions(&template).into_iter();
    let both = functions.filter(|(_, one)| !one["FunctionUrlConfig"].is_null() && !events(one).is_empty());
    let rule =
        "Strangers and AWS never share a function: a flood at the address must not hold up alarms or pages.";
    hold(rule, both.map(|(name, _)| name.to_owned()));
}

/// What is not paged from, with the reason why it may be lost after three tries.
const MAY_BE_LOST: [(&str, &str); 2] = [
    ("TriageFunction: Opened", "the context of an incident, shown beside it"),
    ("EscalateFunction: Sweep", "the next minute brings another"),
];

#[test]
fn what_pages_is_fed_by_a_queue_or_a_stream() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        for (event, kind, _) in events(function) {
            let place = format!("{name}: {event}");
            let lasts = ["SQS", "DynamoDB"].contains(&kind);
            if !lasts && !MAY_BE_LOST.iter().any(|(known, _)| *known == place) {
                broken.push(place);
            }
        }
    }
    hold(
        "Lambda tries an asynchronous invocation three times in three minutes (Lambda developer guide, \
         invocation-async-error-handling): feed the function from a queue.",
        broken,
    );
}

#[test]
fn a_queue_that_pages_tries_a_hundred_times() {
    let template = Template::load();
    let read: BTreeSet<&str> = functions(&template)
        .iter()
        .flat_map(|(_, function)| events(function))
        .filter_map(|(_, _, event)| names(&event["Queue"]))
        .collect();
    let queues = template.of_type("AWS::SQS::Queue").into_iter().filter(|(name, _)| read.contains(name));
    let broken = queues.filter(|(_, queue)| {
        queue["RedrivePolicy"]["maxReceiveCount"] != 100 || queue["MessageRetentionPeriod"] != 1_209_600
    });
    let rule = "Write maxReceiveCount: 100 and MessageRetentionPeriod: 1209600: an outage of two hours loses nothing.";
    hold(rule, broken.map(|(name, _)| name.to_owned()));
}
