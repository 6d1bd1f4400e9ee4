//! Topics that reach people: one for each address, nothing that filters, and whoever publishes may.

use super::{Template, alternatives, functions, names};
use crate::house::hold;
use serde_json::Value;
use std::collections::BTreeMap;

/// Subscriptions of people, not of queues and functions.
fn of_people(template: &Template) -> Vec<(&str, &Value)> {
    let all = template.of_type("AWS::SNS::Subscription").into_iter();
    all.filter(|(_, one)| !["sqs", "lambda"].iter().any(|machine| one["Protocol"] == *machine)).collect()
}

#[test]
fn nothing_filters_what_people_are_sent() {
    let template = Template::load();
    let people = of_people(&template);
    assert!(people.len() >= 3, "ops, and the fallback contact twice");
    let broken = people.into_iter().filter(|(_, one)| !one["FilterPolicy"].is_null());
    hold(
        "A filter takes up to fifteen minutes to change, and what it does not know is dropped without an error (SNS \
         developer guide, subscription filter policies): make a topic for each address instead.",
        broken.map(|(name, _)| name.to_owned()),
    );
}

#[test]
fn each_address_has_a_topic_of_its_own() {
    let template = Template::load();
    let mut subscribed: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, one) in of_people(&template) {
        *subscribed.entry(names(&one["TopicArn"]).unwrap_or_default()).or_default() += 1;
    }
    let broken = subscribed.into_iter().filter(|(_, number)| *number > 1);
    hold(
        "Without filters, every address of a topic gets every message.",
        broken.map(|(name, _)| name.to_owned()),
    );
}

/// The resources on which the role of a function allows a call.
fn allowed<'a>(template: &'a Template, function: &Value, action: &str) -> Vec<&'a Value> {
    let role = template.resource(names(&function["Role"]).unwrap_or_default());
    let policies = role["Properties"]["Policies"].as_array().into_iter().flatten();
    policies
        .flat_map(|policy| alternatives(&policy["PolicyDocument"]["Statement"]))
        .filter(|statement| alternatives(&statement["Action"]).iter().any(|one| *one == action))
        .flat_map(|statement| alternatives(&statement["Resource"]))
        .collect()
}

/// The topics in a function's environment: `…_TOPIC_ARN` names one, `…_TOPIC_PREFIX` how several begin.
fn topics_in_environment(function: &Value) -> Vec<(String, Value)> {
    let variables = function["Environment"]["Variables"].as_object().into_iter().flatten();
    let topic = |(name, value): (&String, &Value)| {
        let named = alternatives(value).into_iter().find(|one| !one["Ref"].is_null());
        match name.ends_with("_TOPIC_PREFIX") {
            true => Some((name.clone(), Value::from(format!("{}*", value["Fn::Sub"].as_str()?)))),
            false if name.ends_with("_TOPIC_ARN") => Some((name.clone(), named?["Ref"].clone())),
            false => None,
        }
    };
    variables.filter_map(topic).collect()
}

#[test]
fn a_function_may_publish_to_the_topics_in_its_environment_and_no_others() {
    let template = Template::load();
    let mut broken = Vec::new();
    let mut publishers = 0;
    for (name, function) in functions(&template) {
        let topics_in_environment = topics_in_environment(function);
        let allowed = allowed(&template, function, "sns:Publish");
        publishers += usize::from(!topics_in_environment.is_empty());
        let is = |resource: &Value, topic: &Value| resource["Ref"] == *topic || resource["Fn::Sub"] == *topic;
        let missing =
            topics_in_environment.iter().filter(|(_, topic)| !allowed.iter().any(|one| is(one, topic)));
        broken.extend(missing.map(|(variable, _)| format!("{name} may not publish to {variable}")));
        let spare =
            allowed.iter().filter(|one| !topics_in_environment.iter().any(|(_, topic)| is(one, topic)));
        broken
            .extend(spare.map(|one| format!("{name} may publish to {one} which is not in its environment")));
    }
    assert!(publishers >= 3, "outbox, notify and escalate publish");
    hold("sns:Publish of a role names the topics of the function's environment.", broken);
}

#[test]
fn a_fallback_contact_that_nobody_is_subscribed_to_is_noticed() {
    let template = Template::load();
    let alarm = &template.resource("FallbackFailedAlarm")["Properties"];
    let metrics = alternatives(&alarm["Metrics"]);
    let watched = |metric: &str, topic: &str| {
        metrics
            .iter()
            .map(|one| &one["MetricStat"]["Metric"])
            .any(|one| one["MetricName"] == metric && names(&one["Dimensions"][0]["Value"]) == Some(topic))
    };
    let rule = "Publishing to a topic without subscribers succeeds, and NumberOfNotificationsFailed stays 0 (SNS developer \
                guide, sns-monitoring-using-cloudwatch): compare what was published with what was delivered.";
    assert!(watched("NumberOfMessagesPublished", "FallbackEmailTopic"), "{rule}");
    assert!(watched("NumberOfNotificationsDelivered", "FallbackEmailTopic"), "{rule}");
    assert!(
        watched("NumberOfNotificationsFailed", "FallbackPhoneTopic"),
        "a text message fails by its own metric"
    );
    for expression in metrics.iter().flat_map(|one| alternatives(&one["Expression"])) {
        let text = expression.as_str().unwrap_or_default();
        let filled = text.matches("FILL(").count();
        let named = ["mailed", "delivered", "failed"].iter().filter(|id| text.contains(**id)).count();
        assert_eq!(
            filled, named,
            "SNS writes no data where nothing happened; a sum with missing data is missing: {text}"
        );
    }
}

#[test]
fn links_are_not_sent_in_clear() {
    let template = Template::load();
    let pattern = template.section("Parameters")["LinkBaseUrl"]["AllowedPattern"].as_str().unwrap();
    let pattern = regex::Regex::new(pattern).unwrap();
    for address in ["", "https://pages.example.com/", "http://127.0.0.1:4720/"] {
        assert!(pattern.is_match(address), "{address}");
    }
    for address in ["http://pages.example.com/", "https://pages.example.com", "http://127.0.0.1.example.com/"]
    {
        assert!(!pattern.is_match(address), "whoever reads along could acknowledge: {address}");
    }
}
