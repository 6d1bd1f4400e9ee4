//! Tells dead letters apart by what AWS writes into them. Pure.
//! Must not send anything, nor guess: what is not recognised stays.
//!
//! The shapes, each with the page of AWS's documentation that describes it:
//! - a queue gave up: system attribute `DeadLetterQueueSourceArn` (SQS API reference, `ReceiveMessage`);
//! - EventBridge could not deliver: attributes `RULE_ARN`, `TARGET_ARN`, `ERROR_CODE` (EventBridge user guide, `rule-dlq`);
//! - Scheduler could not deliver: attributes `SCHEDULE_ARN`, `TARGET_ARN`, `IS_PAYLOAD_TRUNCATED` (EventBridge Scheduler
//!   user guide, `configuring-schedule-dlq`);
//! - an asynchronous invocation failed: `requestContext` and `requestPayload` (Lambda developer guide,
//!   `invocation-async-retain-records`);
//! - a batch of the stream was given up: `DDBStreamBatchInfo` (Lambda developer guide, `services-dynamodb-errors`);
//! - SNS could not deliver: the notification, or its text alone where delivery is raw (SNS developer guide,
//!   `sns-dead-letter-queues` and `sns-large-payload-raw-message-delivery`).

mod text;

use super::dead_letter::{DeadLetter, DeadQueue, Reading, Way};
use callout_domain::drill::RESERVED;
use callout_domain::oncall::Notice;
use callout_ports::{Announcement, ContactQueueTimer, Timer};
use serde_json::Value;
use text::{about, last_part};

/// Recognises one shape of dead letters, by the letter, its body as JSON and the stack's name.
type Shape = fn(&DeadLetter, &Value, &str) -> Option<Reading>;

/// Says what a dead letter of a stack is and where it has to go.
pub(super) fn read(letter: &DeadLetter, stack: &str) -> Reading {
    let body: Value = serde_json::from_str(&letter.body).unwrap_or_default();
    let shapes: [Shape; 8] =
        [drill, from_queue, from_scheduler, from_rule, from_stream, from_invocation, from_topic, raw];
    shapes.into_iter().find_map(|shape| shape(letter, &body, stack)).unwrap_or_else(|| unknown(letter, &body))
}

/// What was left of a drill: the nightly rule's alarm, which the alarm nightly-drill misses, or a message to the queue of
/// drills, which nobody reads once a drill is over.
fn drill(letter: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    let worthless =
        |source, what: &str, why| Some(Reading { source, what: what.to_owned(), why, way: Way::Worthless });
    if let Some(rule) = letter.attributes.get("RULE_ARN").map(|arn| last_part(arn)) {
        let is_nightly = rule == format!("{stack}-nightly-drill");
        return worthless(format!("rule {rule}"), "the nightly drill", recorded_reason(letter))
            .filter(|_| is_nightly);
    }
    let is_message = letter.source_arn.is_none() && body["incident"]["drill"] == true;
    let to = body["to"].as_str().filter(|to| is_message && RESERVED.contains(to))?;
    worthless(format!("topic {stack}-drill"), &format!("a message to {to}"), undelivered())
}

/// A queue's reader failed as often as it may.
fn from_queue(letter: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    let name = queue_of(letter.source_arn.as_deref()?, stack)?;
    Some(Reading {
        why: Some(format!("its reader failed too often; see the log group of what reads {name}")),
        ..back(name.clone(), name, letter.body.clone(), body)
    })
}

/// Scheduler wraps nothing, but it cuts what is too long.
fn from_scheduler(letter: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    letter.attributes.get("SCHEDULE_ARN")?;
    let name = queue_of(letter.attributes.get("TARGET_ARN")?, stack)?;
    let cut = letter.attributes.get("IS_PAYLOAD_TRUNCATED").is_some_and(|cut| cut == "true");
    // A target called through the API keeps its message in a field.
    let text = body["MessageBody"].as_str().unwrap_or(&letter.body).to_owned();
    let inner: Value = serde_json::from_str(&text).unwrap_or_default();
    let reading = back("Scheduler".to_owned(), name, text, &inner);
    let way = if cut { Way::Unknown } else { reading.way };
    Some(Reading { why: recorded_reason(letter), way, ..reading })
}

fn from_rule(letter: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    let rule = letter.attributes.get("RULE_ARN")?;
    let name = queue_of(letter.attributes.get("TARGET_ARN")?, stack)?;
    let source = format!("rule {}", last_part(rule));
    Some(Reading { why: recorded_reason(letter), ..back(source, name, letter.body.clone(), body) })
}

/// The records themselves are not in it, and the stream keeps them for a day only: the table has them.
fn from_stream(_: &DeadLetter, body: &Value, _: &str) -> Option<Reading> {
    let batch = body.get("DDBStreamBatchInfo")?;
    let time = |name: &str| batch[name].as_str()?.parse().ok();
    let (from, until) = (time("approximateArrivalOfFirstRecord")?, time("approximateArrivalOfLastRecord")?);
    let records = batch["batchSize"].as_u64().unwrap_or(1);
    Some(Reading {
        source: format!("stream, read by {}", function(body)),
        what: format!("{records} committed events"),
        why: condition(body),
        way: Way::Committed { from, until },
    })
}

fn from_invocation(_: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    let payload = body.get("requestPayload").filter(|_| body["requestContext"].is_object())?;
    let source = format!("invocation of {}", function(body));
    let why = condition(body);
    if let Some(events) = delivered(payload, stack) {
        return Some(Reading { source, what: named(&events), why, way: Way::Events(events) });
    }
    let name = format!("{stack}-incoming");
    let is_intake = function(body) == format!("{stack}-alarm-intake");
    // alarm-intake finds the event in the record by itself.
    let reading = back(source, name, body.to_string(), payload);
    Some(Reading { why, way: if is_intake { reading.way } else { Way::Unknown }, ..reading })
}

/// A notification in its envelope, by itself or as Lambda would have been given it.
fn from_topic(_: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    if let Some(events) = delivered(body, stack) {
        let source = format!("topic {stack}-incident-events");
        return Some(Reading { source, what: named(&events), why: undelivered(), way: Way::Events(events) });
    }
    let topic = last_part(body["TopicArn"].as_str().filter(|_| body["Message"].is_string())?);
    let source = format!("topic {topic}");
    let way = match topic.strip_prefix(stack) {
        Some("-incident-events") => {
            let events = vec![event(body)?];
            return Some(Reading {
                source,
                what: named(&events),
                why: undelivered(),
                way: Way::Events(events),
            });
        }
        Some("-alarms") => Way::Queue { name: format!("{stack}-incoming"), body: body.to_string() },
        Some("-sms-replies") => Way::Queue { name: format!("{stack}-sms-replies"), body: body.to_string() },
        _ => Way::Unknown,
    };
    let inner: Value =
        body["Message"].as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Some(Reading { source, what: about(&inner), why: undelivered(), way })
}

/// A text alone: an event that SNS delivers raw, or a timer or an alert that says nothing of its queue.
fn raw(letter: &DeadLetter, body: &Value, stack: &str) -> Option<Reading> {
    if let Some(kind) = kind_of_event(letter, body) {
        let events = vec![Announcement { kind, body: letter.body.clone() }];
        let source = format!("topic {stack}-incident-events");
        return Some(Reading { source, what: named(&events), why: undelivered(), way: Way::Events(events) });
    }
    let queue = match letter.queue {
        _ if serde_json::from_value::<ContactQueueTimer>(body.clone()).is_ok() => "notify",
        _ if serde_json::from_value::<Timer>(body.clone()).is_ok() => "timers",
        // What became of a mail, as SES tells it.
        DeadQueue::Standard if body["eventType"].is_string() && body["mail"].is_object() => "deliver",
        DeadQueue::Fifo if body.get("dedup_key").is_some() => "alerts.fifo",
        _ => return None,
    };
    let name = format!("{stack}-{queue}");
    Some(back(name.clone(), name, letter.body.clone(), body))
}

/// The type of an event: an attribute where delivery is raw, otherwise what makes an incident's event, a notice or new
/// settings.
fn kind_of_event(letter: &DeadLetter, body: &Value) -> Option<String> {
    if let Some(kind) = letter.attributes.get("type").filter(|_| body.is_object()) {
        return Some(kind.clone());
    }
    let kind = body["type"].as_str();
    let is_event = body.get("incident_id").is_some() && body.get("seq").is_some();
    if let Some(kind) = kind.filter(|kind| is_event || *kind == "settings_applied") {
        return Some(kind.to_owned());
    }
    serde_json::from_value::<Notice>(body.clone()).is_ok().then(|| "notice".to_owned())
}

fn unknown(letter: &DeadLetter, body: &Value) -> Reading {
    let source = letter.source_arn.as_deref().map_or("unknown", last_part).to_owned();
    Reading { source, what: about(body), why: None, way: Way::Unknown }
}

/// Into a queue, as it is.
fn back(source: String, name: String, body: String, inner: &Value) -> Reading {
    Reading { source, what: about(inner), why: None, way: Way::Queue { name, body } }
}

/// The queue of an ARN, if it belongs to the stack and is no dead-letter queue itself.
fn queue_of(arn: &str, stack: &str) -> Option<String> {
    let name = arn.starts_with("arn:").then(|| last_part(arn))?;
    let own = name.strip_prefix(stack)?.strip_prefix('-')?;
    let is_queue = arn.split(':').nth(2) == Some("sqs") && !["dead", "dead.fifo"].contains(&own);
    is_queue.then(|| name.to_owned())
}

/// The events of a delivery of the topic of incident events to a function.
fn delivered(payload: &Value, stack: &str) -> Option<Vec<Announcement>> {
    let records = payload["Records"].as_array().filter(|records| !records.is_empty())?;
    let topic = format!("{stack}-incident-events");
    let own = |record: &Value| {
        let sns = record.get("Sns")?;
        event(sns).filter(|_| sns["TopicArn"].as_str().map(last_part) == Some(topic.as_str()))
    };
    records.iter().map(own).collect()
}

/// The event in a notification.
fn event(sns: &Value) -> Option<Announcement> {
    let body = sns["Message"].as_str()?.to_owned();
    let inner: Value = serde_json::from_str(&body).ok()?;
    let kind = sns["MessageAttributes"]["type"]["Value"].as_str().or(inner["type"].as_str())?.to_owned();
    Some(Announcement { kind, body })
}

fn named(events: &[Announcement]) -> String {
    let names = events.iter().map(|event| {
        let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
        let incident = body["incident_id"].as_str().map(|id| format!(" of {id}")).unwrap_or_default();
        format!("{}{incident}", event.kind)
    });
    names.collect::<Vec<_>>().join(", ")
}

/// What EventBridge and Scheduler say about a failure.
fn recorded_reason(letter: &DeadLetter) -> Option<String> {
    let attribute = |name: &str| letter.attributes.get(name).cloned();
    let code = attribute("ERROR_CODE")?;
    Some(attribute("ERROR_MESSAGE").map_or(code.clone(), |message| format!("{code}: {message}")))
}

/// What Lambda says about a failure.
fn condition(body: &Value) -> Option<String> {
    let condition = body["requestContext"]["condition"].as_str()?;
    let error = body["responsePayload"]["errorMessage"].as_str();
    Some(error.map_or(condition.to_owned(), |error| format!("{condition}: {error}")))
}

fn undelivered() -> Option<String> {
    Some("SNS could not deliver it".to_owned())
}

/// The function's name, without its version.
fn function(body: &Value) -> String {
    let arn = body["requestContext"]["functionArn"].as_str().unwrap_or_default();
    arn.split(':').nth(6).unwrap_or("a function").to_owned()
}
