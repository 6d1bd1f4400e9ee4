//! Whatever AWS hands over becomes at least one event or a reason, within the limits of the queue.

use crate::now;
use callout_domain::alarm::{AlarmEvent, MAX_RAW, MAX_SUMMARY};
use callout_formats::Parsed;
use callout_formats::payload::parse;
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The most bytes of one event on the queue: ten fit one SQS batch.
const MAX_EVENT: usize = 100 * 1024;
/// Words that steer the parsers.
const WORDS: [&str; 24] = [
    "ALARM",
    "OK",
    "INSUFFICIENT_DATA",
    "delete",
    "open",
    "closed",
    "issue",
    "FAILED",
    "SUCCEEDED",
    "NON_COMPLIANT",
    "COMPLIANT",
    "9.5",
    "ALARM(a) AND NOT (OK(\"b\") OR AT_LEAST(2, NOT OK, (c, \"d\")))",
    "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a b",
    "callout: service=payments severity=sev1 runbook=https://example.com",
    "Thresholds Crossed: [1.0] less than the lower thresholds [",
    "2026-11-22T03:04:05.678+0000",
    "Sun, 22 Nov 2026 03:04:05 GMT",
    "AWS Health Event",
    "GuardDuty Finding",
    "Config Rules Compliance Change",
    "CodeDeploy Deployment State-change Notification",
    "CloudFormation Stack Status Change",
    "Budget Name: \u{0}é",
];

/// Bytes as Lambda would hand them over, or else as the text of a notification.
pub fn bytes(data: &[u8]) {
    let payload = serde_json::from_slice(data).unwrap_or_else(|_| {
        let text = String::from_utf8_lossy(data);
        json!({ "Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": text })
    });
    check(&payload);
}

/// A known payload with places overwritten, removed or moved, as the bytes say.
pub fn bent(data: &[u8]) {
    let [which, rest @ ..] = data else { return };
    let known = known();
    let mut payload = known[usize::from(*which) % known.len()].clone();
    for step in rest.chunks(4).take(6) {
        bend(&mut payload, step);
    }
    check(&payload);
}

/// Text as the rule of a composite alarm.
pub fn alarm_rule(data: &[u8]) {
    let rule = String::from_utf8_lossy(data);
    let events = check(&json!({
        "AlarmName": "sum", "NewStateValue": "ALARM", "AlarmRule": rule,
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:sum",
    }));
    assert!(events.iter().all(|event| event.source == "cloudwatch"));
}

fn check(payload: &Value) -> Vec<AlarmEvent> {
    let parsed = parse(payload, now());
    assert!(!parsed.is_empty(), "silence");
    let events = parsed.into_iter().filter_map(|parsed| match parsed {
        Parsed::Event(event) => Some(*event),
        Parsed::Ignored(reason) => {
            assert!(!reason.to_string().is_empty());
            None
        }
    });
    let events: Vec<AlarmEvent> = events.collect();
    events.iter().for_each(check_event);
    events
}

/// What holds for every event, whatever it came from.
pub(crate) fn check_event(event: &AlarmEvent) {
    assert!(!event.summary.is_empty() && !event.dedup_key.is_empty() && !event.source.is_empty());
    assert!(event.summary.chars().count() <= MAX_SUMMARY && !event.summary.contains('\n'));
    assert!(event.detail.chars().count() <= MAX_RAW);
    assert!(event.children.len() <= 100 && !event.children.contains(&event.dedup_key));
    assert!(event.links.iter().all(|link| link.href.starts_with("https://")));
    let body = serde_json::to_string(event).unwrap();
    assert!(body.len() <= MAX_EVENT, "{} bytes", body.len());
    assert!(!body.contains(['\u{FFFE}', '\u{FFFF}']), "the queue takes it");
    assert!(!event.identity().is_empty());
}

/// One change: where (two bytes), what, and a byte of choice. Nothing grows beyond what Lambda would hand over.
pub(crate) fn bend(payload: &mut Value, step: &[u8]) {
    let byte = |at: usize| usize::from(step.get(at).copied().unwrap_or_default());
    let mut places = Vec::new();
    collect(String::new(), payload, &mut places);
    let place = places.swap_remove((byte(0) << 8 | byte(1)) % places.len());
    let donor =
        places.get(byte(3) * 7 % places.len().max(1)).and_then(|donor| payload.pointer(donor)).cloned();
    let new = match byte(2) % 16 {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(byte(3)),
        4..=7 => json!(WORDS[byte(3) % WORDS.len()]),
        8 => json!("é".repeat(byte(3) * byte(3))),
        9 | 10 => donor.unwrap_or_default(),
        11 => Value::from(payload.to_string()),
        12 => json!([payload.pointer(&place), donor]),
        13 => json!(char::from_u32(byte(3) as u32 * 257).unwrap_or('\u{0}').to_string()),
        14 => many(byte(3)),
        _ => json!(-1.5e300),
    };
    *payload.pointer_mut(&place).unwrap() = new;
    if byte(2) % 16 == 11 && payload.to_string().len() > 256 * 1024 {
        *payload = json!({});
    }
}

fn many(count: usize) -> Value {
    let fields: Map<String, Value> = (0..count).map(|i| (format!("k{i}"), json!("v".repeat(i)))).collect();
    fields.into()
}

fn collect(at: String, value: &Value, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            collect(format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), value, places);
        }),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| collect(format!("{at}/{i}"), value, places));
        }
        _ => {}
    }
    places.push(at);
}

/// Our payloads, what is inside of those that are wrapped, and what services publish to topics.
fn known() -> &'static [Value] {
    static KNOWN: OnceLock<Vec<Value>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = fixtures("alarms");
        let inside: Vec<Value> = known.iter().filter_map(message).collect();
        let topics = fixtures("topics");
        let steps = topics.iter().filter_map(Value::as_array).flatten();
        known.extend(inside.into_iter().chain(steps.map(published)));
        known
    })
}

/// The JSON files of a folder of fixtures, in their order.
pub(crate) fn fixtures(folder: &str) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}

/// JSON as it is, a text as the message of a notification.
fn published(step: &Value) -> Value {
    match step["sends"].as_str() {
        Some(text) => {
            json!({ "Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:1:t", "Message": text })
        }
        None => step["sends"].clone(),
    }
}

fn message(payload: &Value) -> Option<Value> {
    let text = payload.pointer("/Records/0/Sns/Message").or_else(|| payload.pointer("/Records/0/body"))?;
    serde_json::from_str(text.as_str()?).ok()
}
