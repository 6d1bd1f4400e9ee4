//! Nothing is lost: whatever can fail on its way ends in a dead-letter queue, and each record fails alone.

use super::{Template, alternatives, events, functions, names};
use crate::house::hold;
use serde_json::Value;
use std::collections::BTreeSet;

/// Lambda asks for this much time, so that a throttled function gets its retries before the message is shown again.
const VISIBILITY_FACTOR: i64 = 6;

/// Invocations that need no second chance, and why.
const WORTHLESS_LATER: [(&str, &str); 1] =
    [("EscalateFunction", "a sweep that failed is worth nothing when the next one runs, a minute later")];

/// Queues whose messages need no second chance, and why.
const WORTHLESS_QUEUES: [(&str, &str); 1] =
    [("DrillQueue", "only a drill that runs reads it, and says what it misses")];

/// The queues that take what failed elsewhere, and that no function reads.
pub(super) fn dead_letter_queues(template: &Template) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for resource in template.section("Resources").values() {
        collect(resource, &mut found);
    }
    for (_, _, event) in functions(template).iter().flat_map(|(_, function)| events(function)) {
        names(&event["Queue"]).map(|queue| found.remove(queue));
    }
    found
}

fn collect<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    found.extend(names(&value["deadLetterTargetArn"]));
    found.extend(names(&value["DeadLetterConfig"]["Arn"]));
    found.extend(names(&value["OnFailure"]["Destination"]));
    match value {
        Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        Value::Object(all) => all.values().for_each(|one| collect(one, found)),
        _ => {}
    }
}

#[test]
fn every_queue_has_a_dead_letter_queue_or_is_one() {
    let template = Template::load();
    let dead = dead_letter_queues(&template);
    let queues = template.of_type("AWS::SQS::Queue");
    let broken = queues.iter().filter(|(name, queue)| {
        let excused = WORTHLESS_QUEUES.iter().any(|(queue, _)| queue == name);
        names(&queue["RedrivePolicy"]["deadLetterTargetArn"]).is_none() && !dead.contains(name) && !excused
    });
    hold(
        "Give the queue a RedrivePolicy to a dead-letter queue.",
        broken.map(|(name, _)| (*name).to_owned()),
    );
}

#[test]
fn dead_letters_are_kept_as_long_as_can_be() {
    let template = Template::load();
    let dead = dead_letter_queues(&template);
    let queues = template.of_type("AWS::SQS::Queue").into_iter();
    let broken =
        queues.filter(|(name, queue)| dead.contains(name) && queue["MessageRetentionPeriod"] != 1_209_600);
    hold("Write MessageRetentionPeriod: 1209600 (two weeks).", broken.map(|(name, _)| name.to_owned()));
}

#[test]
fn each_record_fails_alone() {
    let template = Template::load();
    let mut broken = Vec::new();
    let partial = |properties: &Value| {
        let types = properties["FunctionResponseTypes"].as_array();
        types.is_some_and(|types| types.iter().any(|one| one == "ReportBatchItemFailures"))
    };
    for (name, function) in functions(&template) {
        let batches =
            events(function).into_iter().filter(|(_, kind, _)| ["SQS", "DynamoDB", "Kinesis"].contains(kind));
        broken
            .extend(batches.filter(|(.., one)| !partial(one)).map(|(event, ..)| format!("{name}: {event}")));
    }
    let mappings = template.of_type("AWS::Lambda::EventSourceMapping").into_iter();
    broken.extend(mappings.filter(|(_, one)| !partial(one)).map(|(name, _)| name.to_owned()));
    hold("Write FunctionResponseTypes: [ReportBatchItemFailures]; without it failures vanish.", broken);
}

#[test]
fn a_stream_batch_that_fails_for_good_is_kept() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        let streams = events(function).into_iter().filter(|(_, kind, _)| *kind == "DynamoDB");
        let sound = |one: &Value| {
            names(&one["DestinationConfig"]["OnFailure"]["Destination"]).is_some()
                && one["BisectBatchOnFunctionError"] == true
                && one["MaximumRecordAgeInSeconds"].as_i64().is_some_and(|age| age > 0)
        };
        broken.extend(streams.filter(|(.., one)| !sound(one)).map(|(event, ..)| format!("{name}: {event}")));
    }
    let rule =
        "Give the stream BisectBatchOnFunctionError, MaximumRecordAgeInSeconds and an OnFailure destination.";
    hold(rule, broken);
}

#[test]
fn a_message_stays_hidden_while_it_is_worked_on() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        let timeout = template.of_function(function, "Timeout").as_i64().unwrap_or(3);
        for (event, kind, properties) in events(function) {
            let Some(queue) = names(&properties["Queue"]).filter(|_| kind == "SQS") else { continue };
            let visibility = &template.resource(queue)["Properties"]["VisibilityTimeout"];
            if visibility.as_i64().unwrap_or(30) < VISIBILITY_FACTOR * timeout {
                broken.push(format!("{name}: {event}: {queue} needs {}", VISIBILITY_FACTOR * timeout));
            }
        }
    }
    hold(
        "VisibilityTimeout of a queue is at least six times the Timeout of the function that reads it.",
        broken,
    );
}

#[test]
fn an_invocation_without_a_queue_is_not_lost() {
    let template = Template::load();
    let excused = |name: &str| WORTHLESS_LATER.iter().any(|(function, _)| *function == name);
    let mut broken = Vec::new();
    for (name, function) in functions(&template).into_iter().filter(|(name, _)| !excused(name)) {
        let pushed = ["SNS", "EventBridgeRule", "Schedule", "ScheduleV2", "S3"];
        let pushed: Vec<_> =
            events(function).into_iter().filter(|(_, kind, _)| pushed.contains(kind)).collect();
        let kept = names(&function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]);
        if !pushed.is_empty() && kept.is_none() {
            broken.push(format!("{name}: EventInvokeConfig has no OnFailure destination"));
        }
        for (event, kind, properties) in pushed {
            let dead_letters = match kind {
                "SNS" => names(&properties["RedrivePolicy"]["deadLetterTargetArn"]),
                _ => names(&properties["DeadLetterConfig"]["Arn"]),
            };
            if dead_letters.is_none() {
                broken.push(format!("{name}: {event} has no dead-letter queue"));
            }
        }
    }
    hold(
        "What invokes a function directly needs a place for what fails, before and after Lambda has it.",
        broken,
    );
}

#[test]
fn a_rule_reaches_its_target_and_keeps_what_it_cannot_deliver() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, rule) in template.of_type("AWS::Events::Rule") {
        for target in rule["Targets"].as_array().into_iter().flatten() {
            for place in [&target["Arn"], &target["DeadLetterConfig"]["Arn"]] {
                if !names(place).is_some_and(|place| admits(&template, place, name)) {
                    broken.push(format!("{name}: the policy of {place} does not admit it"));
                }
            }
        }
    }
    hold(
        "A rule's target is a queue whose policy admits events.amazonaws.com with the rule's ARN, and so is its dead-letter \
         queue. A topic cannot be: its policy sees no condition keys of EventBridge, so it would have to admit any account \
         (EventBridge user guide, eb-use-resource-based). Let Scheduler publish with a role.",
        broken,
    );
}

#[test]
fn a_topic_reaches_its_queue_and_keeps_what_it_cannot_deliver() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, subscription) in template.of_type("AWS::SNS::Subscription") {
        let topic = names(&subscription["TopicArn"]).unwrap_or_default();
        let endpoint = names(&subscription["Endpoint"]).filter(|_| subscription["Protocol"] == "sqs");
        let dead_letters = names(&subscription["RedrivePolicy"]["deadLetterTargetArn"]);
        let shut = endpoint.into_iter().chain(dead_letters).filter(|queue| !admits(&template, queue, topic));
        broken.extend(shut.map(|queue| format!("{name}: the policy of {queue} does not admit {topic}")));
    }
    hold(
        "A queue's policy admits sns.amazonaws.com with the topic's ARN (SNS developer guide, \
         subscribe-sqs-queue-to-sns-topic and sns-dead-letter-queues).",
        broken,
    );
}

/// Whether a policy of the template lets a rule or a topic send to a queue.
fn admits(template: &Template, queue: &str, source: &str) -> bool {
    template.of_type("AWS::SQS::QueuePolicy").into_iter().any(|(_, policy)| {
        let queues = policy["Queues"].as_array();
        let own = queues.is_some_and(|all| all.iter().any(|one| names(one) == Some(queue)));
        let statements = alternatives(&policy["PolicyDocument"]["Statement"]);
        own && statements.iter().any(|statement| {
            let sources = alternatives(&statement["Condition"]["ArnEquals"]["aws:SourceArn"]);
            names(&statement["Resource"]) == Some(queue)
                && sources.iter().any(|one| names(one) == Some(source))
        })
    })
}

#[test]
fn a_subscription_that_cannot_deliver_keeps_the_message() {
    let template = Template::load();
    let broken = template.of_type("AWS::SNS::Subscription").into_iter().filter(|(_, subscription)| {
        ["sqs", "lambda"].iter().any(|protocol| subscription["Protocol"] == *protocol)
            && names(&subscription["RedrivePolicy"]["deadLetterTargetArn"]).is_none()
    });
    hold("Give the subscription a RedrivePolicy.", broken.map(|(name, _)| name.to_owned()));
}
