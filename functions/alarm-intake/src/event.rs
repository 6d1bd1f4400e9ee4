//! Reads what invoked us, whatever its shape and wrapping, into alarm events.
//!
//! Pure and total: it never fails, never panics and never answers with nothing. What nobody understands becomes an
//! event of its own, with the raw text attached.

mod cloudwatch;
mod envelope;
mod eventbridge;
pub(crate) mod json;
mod limits;
pub(crate) mod time;
mod unparsed;

use callout_domain::alarm::AlarmEvent;
use envelope::Envelope;
use jiff::Timestamp;
use serde_json::Value;
use std::fmt;

pub(crate) use limits::bounded;

/// How many wrappings are opened (SQS around SNS around EventBridge is three) before the rest is taken as text.
const MAX_WRAPPINGS: u8 = 6;

/// What one thing in a payload turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// Something to tell triage.
    Event(Box<AlarmEvent>),
    /// Understood, and nobody is to hear of it.
    Ignored(Ignored),
}

/// Why something understood is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// The settings of an alarm were created or changed; its state speaks in events of its own.
    AlarmConfigured {
        /// The alarm.
        alarm: String,
        /// CloudWatch's word for it: `create` or `update`.
        operation: String,
    },
    /// SNS tells an endpoint about its own subscription.
    SubscriptionNotice,
    /// A schedule ticked; nothing is wrong.
    ScheduledTick,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlarmConfigured { alarm, operation } => {
                write!(f, "alarm {alarm} was configured ({operation})")
            }
            Self::SubscriptionNotice => f.write_str("a notice about an SNS subscription"),
            Self::ScheduledTick => f.write_str("the tick of a schedule"),
        }
    }
}

/// Everything that a Lambda payload holds, in its order; at least one.
///
/// `received_at` stands in where the sender gives no time.
pub fn parse(payload: &Value, received_at: Timestamp) -> Vec<Parsed> {
    open(payload, &Envelope::none(received_at), MAX_WRAPPINGS).into_iter().map(bound).collect()
}

/// The event for text from `from` that nobody understands, for a person to read.
pub(crate) fn unread(text: &str, from: &str, received_at: Timestamp) -> AlarmEvent {
    let mut envelope = Envelope::none(received_at);
    envelope.from = from.to_owned();
    unparsed::event_of(text, &envelope)
}

fn bound(parsed: Parsed) -> Parsed {
    match parsed {
        Parsed::Event(event) => Parsed::Event(Box::new(bounded(*event))),
        ignored @ Parsed::Ignored(_) => ignored,
    }
}

fn open(value: &Value, envelope: &Envelope, wrappings: u8) -> Vec<Parsed> {
    if wrappings == 0 {
        return vec![unparsed::value(value, envelope)];
    }
    let rest = wrappings - 1;
    if let Some(records) = json::records(value) {
        return records.iter().flat_map(|record| open_record(record, envelope, rest)).collect();
    }
    if let Some(kind) = json::text(value, &["/Type"]).filter(|_| value.get("TopicArn").is_some()) {
        return open_notification(kind, value, envelope, rest);
    }
    // What Lambda sends to an on-failure destination, redriven: the original payload is inside.
    if let Some(inner) = value.get("requestPayload") {
        return open(inner, envelope, rest);
    }
    vec![understand(value, envelope)]
}

fn open_record(record: &Value, envelope: &Envelope, wrappings: u8) -> Vec<Parsed> {
    if let Some(notification) = record.get("Sns").filter(|sns| sns.get("Message").is_some()) {
        return open_notification("Notification", notification, envelope, wrappings);
    }
    match json::text(record, &["/body"]) {
        Some(body) => open_text(body, &envelope.of_queue(record), wrappings),
        None => vec![unparsed::value(record, envelope)],
    }
}

fn open_notification(kind: &str, sns: &Value, envelope: &Envelope, wrappings: u8) -> Vec<Parsed> {
    if matches!(kind, "SubscriptionConfirmation" | "UnsubscribeConfirmation") {
        return vec![Parsed::Ignored(Ignored::SubscriptionNotice)];
    }
    let envelope = envelope.of_topic(sns);
    match json::text(sns, &["/Message"]) {
        Some(message) => open_text(message, &envelope, wrappings),
        None => vec![unparsed::value(sns, &envelope)],
    }
}

fn open_text(text: &str, envelope: &Envelope, wrappings: u8) -> Vec<Parsed> {
    match serde_json::from_str::<Value>(text) {
        Ok(value) if value.is_object() && wrappings > 0 => open(&value, envelope, wrappings),
        _ => vec![unparsed::text(text, envelope)],
    }
}

fn understand(value: &Value, envelope: &Envelope) -> Parsed {
    cloudwatch::read(value, envelope)
        .or_else(|| eventbridge::read(value, envelope))
        .unwrap_or_else(|| unparsed::value(value, envelope))
}
