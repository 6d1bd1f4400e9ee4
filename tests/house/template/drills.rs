//! Drills: what the template reports at night is a drill to the code, and each drill comes in by its own way only.

use super::Template;
use callout_domain::alarm::AlarmEvent;
use callout_domain::drill::{ALARM_PREFIX, NIGHTLY, service_of};
use callout_lambda::Deadline;
use callout_ports::{AlertQueue, PortError};
use futures::executor::block_on;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Mutex;

#[derive(Default)]
struct Queued(Mutex<Vec<AlarmEvent>>);

impl AlertQueue for Queued {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        self.0.lock().unwrap().extend_from_slice(events);
        events.iter().map(|_| Ok(())).collect()
    }
}

/// The text that Scheduler makes of the schedule's input ("Adding context attributes", `EventBridge` Scheduler user guide).
fn nightly_message(template: &Template) -> String {
    let schedule = &template.resource("NightlyDrill")["Properties"];
    let text = schedule["Target"]["Input"]["Fn::Sub"].as_str().unwrap();
    let values = [
        ("${AWS::StackName}", "prod"),
        ("${AWS::Partition}", "aws"),
        ("${AWS::Region}", "eu-west-1"),
        ("${AWS::AccountId}", "111122223333"),
        ("<aws.scheduler.scheduled-time>", "2026-11-28T03:00:17Z"),
    ];
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[test]
fn what_the_template_reports_at_night_is_the_nightly_drill() {
    let message = nightly_message(&Template::load());
    let topic = "arn:aws:sns:eu-west-1:111122223333:prod-alarms";
    let envelope = json!({
        "Type": "Notification", "TopicArn": topic, "Message": message, "Timestamp": "2026-11-28T03:00:17.500Z"
    });
    let queue = "arn:aws:sqs:eu-west-1:111122223333:prod-incoming";
    let record = json!({
        "messageId": "1", "receiptHandle": "1", "body": envelope.to_string(), "eventSource": "aws:sqs",
        "eventSourceARN": queue, "attributes": { "SentTimestamp": "1795316417500" }
    });
    let queued = Queued::default();
    let at = "2026-11-28T03:00:18Z".parse().unwrap();
    let (payload, deadline) = (json!({ "Records": [record] }), Deadline::at(Timestamp::MAX));
    let answer = block_on(alarm_intake::handler::handle(payload, deadline, at, &queued)).unwrap();
    assert_eq!(answer["batchItemFailures"], json!([]));
    let [event] = &queued.0.into_inner().unwrap()[..] else { panic!("one event") };
    assert_eq!(service_of(event), Some(NIGHTLY.into()), "{event:?}");
    assert_eq!(
        event.changed_at,
        "2026-11-28T03:00:17Z".parse().unwrap(),
        "it is measured from when it began"
    );
}

#[test]
fn each_drill_comes_in_by_its_own_way() {
    let template = Template::load();
    let pattern = &template.resource("AlarmsRule")["Properties"]["EventPattern"];
    let names = pattern["detail"]["alarmName"].as_array().unwrap();
    let left_out = names[0]["anything-but"]["prefix"].as_array().unwrap();
    assert!(
        left_out.contains(&Value::from(ALARM_PREFIX)),
        "drills of other ways and stacks stay out: {left_out:?}"
    );
    let own = format!("{ALARM_PREFIX}${{AWS::StackName}}-");
    let taken = format!("{own}event-bridge-");
    assert_eq!(names[1]["prefix"]["Fn::Sub"], taken.as_str(), "the drill of this way comes in");
    let resources = pattern["resources"].to_string();
    assert!(
        resources.contains(&format!("alarm:{own}*")),
        "also where AlarmNamePrefix leaves it out: {resources}"
    );
}
