//! Unwraps a payload: batches of SQS, SNS or a pipe, SNS notifications, Lambda's records of failed invocations.
//!
//! Never parses the content of the innermost envelope.

use super::envelope::Envelope;
use crate::{body, json, time};
use serde_json::Value;

/// The most nested envelopes (SQS around SNS around EventBridge is three); the rest is kept as text.
const MAX_ENVELOPES: u8 = 6;

/// The most records of one payload that are unwrapped one by one; SQS delivers at most 10,000.
const MAX_BATCH: usize = 10_000;

/// The content of an envelope, with the metadata of the envelopes around it.
pub(crate) enum Peeled {
    /// JSON without a known envelope.
    Json(Value, Envelope),
    /// Text that is not a JSON object.
    Text(String, Envelope),
    /// More records or envelopes than AWS ever nests, or an empty envelope.
    Unreadable(Value, Envelope),
    /// SNS's message to an endpoint about its own subscription.
    SubscriptionNotice,
}

/// Everything in a payload, in its order; at least one.
pub(crate) fn peel(payload: &Value, envelope: &Envelope) -> Vec<Peeled> {
    open(payload, envelope, MAX_ENVELOPES)
}

/// Everything in the text of a message, in its order; at least one.
pub(crate) fn peel_text(text: &str, envelope: Envelope) -> Vec<Peeled> {
    open_text(text, envelope, MAX_ENVELOPES)
}

fn open(value: &Value, envelope: &Envelope, most: u8) -> Vec<Peeled> {
    let Some(rest) = most.checked_sub(1) else {
        return vec![Peeled::Unreadable(value.clone(), envelope.clone())];
    };
    if let Some(records) = json::records(value) {
        return open_all(records, envelope, |record| open_record(record, envelope, rest));
    }
    if let Some(kind) = json::text(value, &["/Type"]).filter(|_| value.get("TopicArn").is_some()) {
        return open_notification(kind, value, envelope, rest);
    }
    // What Lambda sends to an on-failure destination: the original payload is inside. Of a function that is not ours, the
    // record itself says more.
    if let Some(inner) = value.get("requestPayload").filter(|inner| is_ours(inner) || !names_function(value))
    {
        return open(inner, &envelope.of_invocation(), rest);
    }
    vec![Peeled::Json(value.clone(), envelope.clone())]
}

fn names_function(record: &Value) -> bool {
    json::has(record, &["/requestContext/functionArn"])
}

/// Whether a payload is something that AWS hands over about an alarm or a service, not what any function may be called with.
fn is_ours(payload: &Value) -> bool {
    json::records(payload).is_some()
        || json::has(payload, &["/alarmData", "/AlarmName", "/detail-type", "/TopicArn", "/requestPayload"])
}

/// Unwraps each of many; those beyond AWS's largest batch stay together.
fn open_all(many: &[Value], envelope: &Envelope, open: impl Fn(&Value) -> Vec<Peeled>) -> Vec<Peeled> {
    let (most, rest) = many.split_at(many.len().min(MAX_BATCH));
    let mut peeled: Vec<Peeled> = most.iter().flat_map(open).collect();
    if !rest.is_empty() {
        peeled.push(Peeled::Unreadable(Value::from(rest), envelope.clone()));
    }
    peeled
}

fn open_record(record: &Value, envelope: &Envelope, most: u8) -> Vec<Peeled> {
    if let Some(notification) = record.get("Sns").filter(|sns| sns.get("Message").is_some()) {
        return open_notification("Notification", notification, envelope, most);
    }
    match json::text(record, &["/body"]) {
        Some(body) => open_text(body, of_queue(record, envelope), most),
        // A pipe delivers events without an envelope.
        None => vec![Peeled::Json(record.clone(), envelope.clone())],
    }
}

fn of_queue(record: &Value, envelope: &Envelope) -> Envelope {
    let queue_arn = json::text(record, &["/eventSourceARN"]).unwrap_or_default();
    let sent_at = json::text(record, &["/attributes/SentTimestamp"]).and_then(time::instant);
    envelope.of_queue(queue_arn, sent_at)
}

fn open_notification(kind: &str, sns: &Value, envelope: &Envelope, most: u8) -> Vec<Peeled> {
    if matches!(kind, "SubscriptionConfirmation" | "UnsubscribeConfirmation") {
        return vec![Peeled::SubscriptionNotice];
    }
    let envelope = envelope.of_topic(sns);
    match json::text(sns, &["/Message"]) {
        Some(message) => open_text(message, envelope, most),
        None => vec![Peeled::Unreadable(sns.clone(), envelope)],
    }
}

fn open_text(text: &str, envelope: Envelope, most: u8) -> Vec<Peeled> {
    match body::json(text) {
        Some(value) if value.is_object() && most > 0 => open(&value, &envelope, most),
        _ => vec![Peeled::Text(text.to_owned(), envelope)],
    }
}
