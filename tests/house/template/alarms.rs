//! Callout's own alarms: there is one for everything that ends in the dark, and none goes through Callout.

use super::{Template, alternatives, events, failures, functions, names};
use crate::house::{hold, repository};
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
    let broken = functions(&template).into_iter().filter(|(name, function)| {
        !alarms.iter().any(|(_, alarm)| watched(alarm, "Errors", "FunctionName") == Some(name))
            && !counts_bad_ends(&template, function)
    });
    hold(
        "Add an alarm on Errors; or, where nobody is paged through the function, count its bad ends among the logged errors.",
        broken.map(|(name, _)| name.to_owned()),
    );
}

/// Whether the metric of logged errors, which has an alarm, counts invocations that ended badly: the event `platform.report`
/// has a status of `success`, `failure`, `error` or `timeout` (Lambda developer guide, `telemetry-schema-reference`).
fn counts_bad_ends(template: &Template, function: &Value) -> bool {
    let group = &function["LoggingConfig"]["LogGroup"];
    template.of_type("AWS::Logs::MetricFilter").into_iter().any(|(_, filter)| {
        let pattern = filter["FilterPattern"].as_str().unwrap_or_default();
        filter["LogGroupName"] == *group
            && filter["MetricTransformations"][0]["MetricName"] == "LoggedErrors"
            && pattern.contains("$.type = \"platform.report\"")
            && pattern.contains("$.record.status != \"success\"")
    })
}

/// Queues with messages that are delayed on purpose: timers, and pages that wait for a contact.
const WITH_DELAYED_MESSAGES: [&str; 2] = ["NotifyQueue", "TimersQueue"];

#[test]
fn no_alarm_takes_a_delayed_message_for_a_late_one() {
    let template = Template::load();
    let by_age =
        |alarm: &Value| watched(alarm, "ApproximateAgeOfOldestMessage", "QueueName").map(str::to_owned);
    let broken = alarms(&template).into_iter().filter(|(_, alarm)| {
        by_age(alarm).is_some_and(|queue| WITH_DELAYED_MESSAGES.contains(&queue.as_str()))
    });
    hold(
        "Whether delayed messages count in ApproximateAgeOfOldestMessage is not documented: watch \
         ApproximateNumberOfMessagesVisible, in which they do not (SQS developer guide, available CloudWatch metrics).",
        broken.map(|(name, _)| name.to_owned()),
    );
}

/// Queues whose messages are delayed on purpose, and pages or timers: nobody is paged if nothing reads them.
#[test]
fn a_queue_with_delayed_messages_that_nothing_reads_has_an_alarm() {
    let template = Template::load();
    let watches = |alarm: &Value, queue: &str| {
        alternatives(&alarm["Metrics"]).into_iter().any(|one| {
            let (stat, metric) = (&one["MetricStat"]["Stat"], &one["MetricStat"]["Metric"]);
            stat == "Minimum"
                && watched(metric, "ApproximateNumberOfMessagesVisible", "QueueName") == Some(queue)
        })
    };
    let broken = WITH_DELAYED_MESSAGES
        .into_iter()
        .filter(|queue| !alarms(&template).iter().any(|(_, alarm)| watches(alarm, queue)));
    hold("Add an alarm on the smallest ApproximateNumberOfMessagesVisible.", broken.map(str::to_owned));
}

/// The names of alarms in a text like “see the alarms unread and heartbeat, and the log group”.
fn named_alarms(text: &str) -> Vec<&str> {
    let lists = text.split("the alarms ").skip(1).map(|rest| rest.split([',', ';', '.', '"', '\n']).next());
    let lists = lists.flatten().filter(|list| !list.starts_with("and ") && !list.starts_with("of "));
    lists.flat_map(|list| list.split(' ').filter(|word| *word != "and")).collect()
}

#[test]
fn an_alarm_that_the_command_names_exists() {
    let template = Template::load();
    let known = |name: &str| {
        let is = |alarm: &Value| {
            let full = alarm["AlarmName"]["Fn::Sub"].as_str();
            full.is_some_and(|full| full.strip_prefix("callout-own-${AWS::StackName}-") == Some(name))
        };
        alarms(&template).iter().any(|(_, alarm)| is(alarm))
    };
    let mut broken = Vec::new();
    for file in repository::rust_files() {
        if file.starts_with(repository::root().join("infra/cli/src/drill")) {
            let text = repository::text(&file);
            let unknown = named_alarms(&text).into_iter().filter(|name| !known(name));
            broken.extend(unknown.map(|name| format!("{}: {name}", file.display())));
        }
    }
    hold("Name an alarm as infra/template.yaml does, without the prefix.", broken);
}

/// Whether a function reads a queue without order, from whose age a message that keeps failing drops out.
fn reads_a_standard_queue(template: &Template, function: &Value) -> bool {
    let queues = events(function).into_iter().filter_map(|(_, _, event)| names(&event["Queue"]));
    queues.into_iter().any(|queue| template.resource(queue)["Properties"]["FifoQueue"] != true)
}

#[test]
fn what_keeps_failing_in_a_standard_queue_is_seen() {
    let template = Template::load();
    let filters = template.of_type("AWS::Logs::MetricFilter");
    let late = |group: &str| {
        filters.iter().any(|(_, filter)| {
            let metric = &filter["MetricTransformations"][0];
            names(&filter["LogGroupName"]) == Some(group)
                && filter["FilterPattern"] == "{ $.seconds_late = * }"
                && metric["MetricName"] == "SecondsLate"
                && metric["MetricValue"] == "$.seconds_late"
        })
    };
    let readers = functions(&template).into_iter().filter(|(_, one)| reads_a_standard_queue(&template, one));
    let broken = readers.filter(|(_, one)| !names(&one["LoggingConfig"]["LogGroup"]).is_some_and(late));
    hold(
        "SQS leaves a message that was received three times out of ApproximateAgeOfOldestMessage (SQS developer guide, \
         available CloudWatch metrics): add a metric filter on $.seconds_late, which the batch loop logs (CloudWatch Logs \
         user guide, MonitoringLogData: a field of the pattern may be the metric's value).",
        broken.map(|(name, _)| name.to_owned()),
    );
    let watched = |alarm: &Value| alarm["MetricName"] == "SecondsLate" && alarm["Statistic"] == "Maximum";
    assert!(
        alarms(&template).into_iter().any(|(_, alarm)| watched(alarm)),
        "an alarm on the largest SecondsLate"
    );
}

#[test]
fn what_lies_in_a_dead_letter_queue_has_a_command() {
    let template = Template::load();
    let of_dead_letters = alarms(&template).into_iter().filter(|(_, alarm)| {
        let queue = watched(alarm, "ApproximateNumberOfMessagesVisible", "QueueName");
        queue.is_some_and(|queue| failures::dead_letter_queues(&template).contains(queue))
    });
    let broken = of_dead_letters.filter(|(_, alarm)| {
        !alarm["AlarmDescription"].as_str().is_some_and(|text| text.contains("callout replay"))
    });
    hold("Name `callout replay` in AlarmDescription.", broken.map(|(name, _)| name.to_owned()));
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
