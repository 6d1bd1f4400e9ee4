//! Alarms in the words of their sources.

use super::{Alarm, State, Told};
use jiff::Timestamp;
use serde_json::json;

pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")
}

/// The event as EventBridge puts it into the queue (CloudWatch user guide, alarm state change events).
pub(super) fn cloudwatch(alarm: &Alarm, told: &Told) -> String {
    let at = Timestamp::from_millisecond(told.at + told.skew).unwrap();
    let timestamp = at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string();
    let state = match told.state {
        State::Alarm => "ALARM",
        State::Ok => "OK",
        State::NoData => "INSUFFICIENT_DATA",
    };
    let rule: Vec<String> = alarm.children.iter().map(|child| format!("ALARM(\"{child}\")")).collect();
    let configuration =
        if rule.is_empty() { json!({ "metrics": [] }) } else { json!({ "alarmRule": rule.join(" OR ") }) };
    json!({
        "version": "0",
        "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": "111122223333",
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "region": "eu-west-1",
        "resources": [arn(&alarm.name)],
        "detail": {
            "alarmName": alarm.name,
            "state": { "value": state, "reason": "Threshold Crossed: 1 datapoint", "timestamp": timestamp },
            "configuration": configuration
        }
    })
    .to_string()
}

/// Our own format.
pub(super) fn tool(alarm: &Alarm, told: &Told) -> String {
    json!({
        "summary": format!("{} is broken", alarm.name),
        "dedup_key": alarm.name,
        "status": if told.state == State::Ok { "resolved" } else { "firing" },
        "labels": { "alarm": alarm.name },
    })
    .to_string()
}
