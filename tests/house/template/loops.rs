//! Functions that may come round to themselves say so: otherwise Lambda takes them for a runaway, stops them after about 16 rounds
//! of one chain and drops the message.
//!
//! What Lambda follows (Lambda developer guide, `invocation-recursion`, "Supported AWS services and SDKs"): SQS, SNS, S3 and
//! functions that invoke each other, also through several functions. Where another service is part of the loop, a table's stream
//! for one, the chain ends there. EventBridge and its Scheduler are not on the list. The chain travels in the trace header, which
//! the SDK for Rust passes on (`aws-runtime`, `RecursionDetectionInterceptor`).

use super::{Template, alternatives, events, functions, names};
use crate::house::hold;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Which resources hand a message on to which.
type Ways<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// What a role may send to: queues, topics and functions of the template.
fn sent_to<'a>(template: &'a Template, function: &'a Value) -> BTreeSet<&'a str> {
    let role = &template.resource(names(&function["Role"]).unwrap_or_default())["Properties"]["Policies"];
    let statements = alternatives(role).into_iter();
    let statements = statements.flat_map(|policy| alternatives(&policy["PolicyDocument"]["Statement"]));
    let sends = ["sqs:SendMessage", "sns:Publish", "lambda:InvokeFunction", "s3:PutObject"];
    let sending = statements.filter(|statement| {
        let actions = alternatives(&statement["Action"]);
        actions.iter().any(|action| sends.iter().any(|send| *action == send))
    });
    sending.flat_map(|statement| alternatives(&statement["Resource"])).filter_map(names).collect()
}

fn ways(template: &Template) -> Ways<'_> {
    let mut ways = Ways::new();
    for (name, function) in functions(template) {
        ways.entry(name).or_default().extend(sent_to(template, function));
        let failed = names(&function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]);
        ways.entry(name).or_default().extend(failed);
        for (_, _, event) in events(function) {
            let source = names(&event["Queue"]).or(names(&event["Topic"]));
            if let Some(source) = source {
                ways.entry(source).or_default().insert(name);
            }
        }
    }
    for (_, subscription) in template.of_type("AWS::SNS::Subscription") {
        if let (Some(topic), Some(to)) = (names(&subscription["TopicArn"]), names(&subscription["Endpoint"]))
        {
            ways.entry(topic).or_default().insert(to);
        }
    }
    ways
}

/// Whether a message can come back to where it was.
fn comes_round(ways: &Ways<'_>, start: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
    while let Some(place) = next.pop() {
        for to in ways.get(place).into_iter().flatten() {
            if *to == start {
                return true;
            }
            if seen.insert(*to) {
                next.push(to);
            }
        }
    }
    false
}

#[test]
fn a_function_that_may_come_round_to_itself_is_no_runaway() {
    let template = Template::load();
    let ways = ways(&template);
    let round: Vec<&str> = functions(&template)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| comes_round(&ways, name))
        .collect();
    assert!(round.contains(&"NotifyFunction"), "its own queue is not seen: mend {}", file!());
    let allowed = |function: &Value| function["RecursiveLoop"] == "Allow";
    let broken = functions(&template).into_iter();
    let broken = broken.filter(|(name, function)| round.contains(name) != allowed(function));
    hold(
        "Write RecursiveLoop: Allow where a message can come back through queues and topics, and nowhere else.",
        broken.map(|(name, _)| name.to_owned()),
    );
}
