//! Reads what invoked us, whatever its shape and wrapping, into alarm events.
//!
//! Pure and total: it never fails, never panics and never answers with nothing. What nobody understands becomes an
//! event of its own, with the raw text attached.

mod cloudwatch;
mod console;
mod envelope;
mod eventbridge;
pub(crate) mod json;
mod limits;
mod notice;
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

/// How many records of one payload are read one by one; SQS hands over 10,000 at most.
const MAX_BATCH: usize = 10_000;

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
    /// A service reports that something is well, or still goes on, which was not known to be otherwise.
    AllWell {
        /// What it reports on.
        what: String,
    },
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlarmConfigured { alarm, operation } => {
                write!(f, "alarm {alarm} was configured ({operation})")
            }
            Self::SubscriptionNotice => f.write_str("a notice about an SNS subscription"),
            Self::ScheduledTick => f.write_str("the tick of a schedule"),
            Self::AllWell { what } => write!(f, "nothing wrong with {what}"),
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
        return open_all(records, envelope, |record| open_record(record, envelope, rest));
    }
    if let Some(kind) = json::text(value, &["/Type"]).filter(|_| value.get("TopicArn").is_some()) {
        return open_notification(kind, value, envelope, rest);
    }
    // What Lambda sends to an on-failure destination, redriven: the original payload is inside.
    if let Some(inner) = value.get("requestPayload") {
        return open(inner, envelope, rest);
    }
    understand(value, envelope)
}

/// Opens each of many; beyond what any batch of AWS holds, the rest becomes one event that nobody understood.
fn open_all(many: &[Value], envelope: &Envelope, open: impl Fn(&Value) -> Vec<Parsed>) -> Vec<Parsed> {
    let (most, rest) = many.split_at(many.len().min(MAX_BATCH));
    let mut parsed: Vec<Parsed> = most.iter().flat_map(open).collect();
    if !rest.is_empty() {
        parsed.push(unparsed::value(&Value::from(rest), envelope));
    }
    parsed
}

fn open_record(record: &Value, envelope: &Envelope, wrappings: u8) -> Vec<Parsed> {
    if let Some(notification) = record.get("Sns").filter(|sns| sns.get("Message").is_some()) {
        return open_notification("Notification", notification, envelope, wrappings);
    }
    match json::text(record, &["/body"]) {
        Some(body) => open_text(body, &envelope.of_queue(record), wrappings),
        // A pipe hands events over as they are.
        None => understand(record, envelope),
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
        _ => vec![notice::read(text, envelope).unwrap_or_else(|| unparsed::text(text, envelope))],
    }
}

fn understand(value: &Value, envelope: &Envelope) -> Vec<Parsed> {
    let alarm = cloudwatch::read(value, envelope).map(|alarm| vec![alarm]);
    let read = alarm.or_else(|| eventbridge::read(value, envelope));
    read.unwrap_or_else(|| vec![unparsed::value(value, envelope)])
}
