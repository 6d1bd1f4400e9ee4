//! Callout's own alarms: there is one for everything that ends in the dark, and none goes through Callout.

use super::{Template, events, failures, functions, names};
use crate::house::hold;
use serde_json::Value;

fn alarms(template: &Template) -> Vec<(&str, &Value)> {
    template.of_type("AWS::CloudWatch::Alarm")
}

/// The resource that an alarm watches by a metric, if it is about that metric.
fn watched<'a>(alarm: &'a Value, metric: &str, dimension: &str) -> Option<&'a str> {
    let dimensions = alarm["Dimensions"].as_array().filter(|_| alarm["MetricName"] == metric)?;
    names(&dimensions.iter().find(|one| one["Name"] == dimension)?["Value"])
}

#[test]
fn every_dead_letter_queue_has_an_alarm() {
    let template = Template::load();
    let alarms = alarms(&template);
    let broken = failures::dead_letter_queues(&template).into_iter().filter(|queue| {
        let metric = "ApproximateNumberOfMessagesVisible";
        !alarms.iter().any(|(_, alarm)| watched(alarm, metric, "QueueName") == Some(queue))
    });
    let rule =
        "Add an alarm on ApproximateNumberOfMessagesVisible: a dead letter that nobody sees is a lost page.";
    hold(rule, broken.map(str::to_owned));
}

#[test]
fn every_function_has_an_alarm_on_its_errors() {
    let template = Template::load();
    let alarms = alarms(&template);
    let broken = functions(&template).into_iter().filter(|(name, _)| {
        !alarms.iter().any(|(_, alarm)| watched(alarm, "Errors", "FunctionName") == Some(name))
    });
    hold("Add an alarm on Errors.", broken.map(|(name, _)| name.to_owned()));
}

#[test]
fn own_alarms_go_to_the_plain_topic_only() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, alarm) in alarms(&template) {
        for actions in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
            let all = alarm[actions].as_array().map(Vec::as_slice).unwrap_or_default();
            let silent = all.is_empty() && actions == "AlarmActions";
            if silent || all.iter().any(|action| names(action) != Some("OpsTopic")) {
                broken.push(format!("{name}: {actions}"));
            }
        }
    }
    hold("Callout never pages through itself about itself: the action is [!Ref OpsTopic].", broken);
}

#[test]
fn nothing_of_callout_listens_to_the_plain_topic() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        let listens =
            events(function).into_iter().filter(|(.., event)| names(&event["Topic"]) == Some("OpsTopic"));
        broken.extend(listens.map(|(event, ..)| format!("{name}: {event}")));
    }
    hold("Callout's own alarms reach people without Callout: take the subscription away.", broken);
}

#[test]
fn own_alarms_are_named_so_that_intake_leaves_them_out() {
    let template = Template::load();
    let pattern = &template.resource("AlarmsRule")["Properties"]["EventPattern"];
    let left_out = &pattern["detail"]["alarmName"][0]["anything-but"]["prefix"][0]["Fn::Sub"];
    let prefix = left_out.as_str().expect("the rule AlarmsRule leaves out names by anything-but and prefix");
    let broken = alarms(&template).into_iter().filter(|(_, alarm)| {
        !alarm["AlarmName"]["Fn::Sub"].as_str().is_some_and(|name| name.starts_with(prefix))
    });
    let rule = format!("AlarmName starts with {prefix}, which the rule AlarmsRule leaves out.");
    hold(&rule, broken.map(|(name, _)| name.to_owned()));
}

#[test]
fn an_alarm_says_what_to_do() {
    let template = Template::load();
    let broken = alarms(&template).into_iter().filter(|(_, alarm)| {
        alarm["AlarmDescription"].as_str().is_none_or(|text| text.split_whitespace().count() < 5)
            || alarm["TreatMissingData"].is_null()
    });
    let rule = "Write AlarmDescription (what it means, where to look) and TreatMissingData.";
    hold(rule, broken.map(|(name, _)| name.to_owned()));
}
