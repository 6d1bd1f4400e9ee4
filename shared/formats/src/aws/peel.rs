//! Takes the envelopes off a payload: batches of SQS, SNS or a pipe, SNS notifications, Lambda's records of failures.
//!
//! Never looks at what is inside of the last one.

use super::envelope::Envelope;
use crate::{json, time};
use serde_json::Value;

/// How many envelopes are opened (SQS around SNS around EventBridge is three) before the rest is taken as text.
const MAX_ENVELOPES: u8 = 6;

/// How many records of one payload are opened one by one; SQS hands over 10,000 at most.
const MAX_BATCH: usize = 10_000;

/// The content of an envelope, and what the envelopes around it say.
pub(crate) enum Peeled {
    /// JSON in no envelope that we know.
    Json(Value, Envelope),
    /// Text that is no JSON object.
    Text(String, Envelope),
    /// More, or deeper, than AWS ever wraps, or an envelope with nothing in it.
    Unreadable(Value, Envelope),
    /// SNS writes to an endpoint about its own subscription.
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
    // What Lambda sends to an on-failure destination: the original payload is inside.
    if let Some(inner) = value.get("requestPayload") {
        return open(inner, &envelope.of_invocation(), rest);
    }
    vec![Peeled::Json(value.clone(), envelope.clone())]
}

/// Opens each of many; those beyond the largest batch of AWS stay together.
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
        // A pipe hands events over as they are.
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
    match serde_json::from_str::<Value>(text) {
        Ok(value) if value.is_object() && most > 0 => open(&value, &envelope, most),
        _ => vec![Peeled::Text(text.to_owned(), envelope)],
    }
}
