//! Converts what AWS delivers, in any shape and any envelopes, into alarm events.
//!
//! Unwraps all envelopes first and looks at shapes then, so that an event is the same over every transport.

use crate::aws::envelope::Envelope;
use crate::aws::peel::{Peeled, peel, peel_text};
use crate::aws::{cloudwatch, eventbridge, notice};
use crate::limits::within_limits;
use crate::parsed::{Ignored, Parsed};
use crate::secrets::hidden;
use crate::sender::Sender;
use crate::tools::alertmanager;
use crate::{unparsed, webhook};
use jiff::Timestamp;
use serde_json::Value;

/// Parses everything in a Lambda payload, in order; at least one item.
///
/// `received_at` applies where the sender gives no time.
pub fn parse(payload: &Value, received_at: Timestamp) -> Vec<Parsed> {
    read(peel(payload, &Envelope::none(received_at)), received_at)
}

/// A message of an SQS queue that AWS services send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueMessage<'a> {
    /// Its text.
    pub body: &'a str,
    /// The ARN of the queue.
    pub queue_arn: &'a str,
    /// When it was sent to the queue.
    pub sent_at: Option<Timestamp>,
}

/// Parses everything in a message of a queue, in order; at least one item.
pub fn parse_message(message: &QueueMessage<'_>, received_at: Timestamp) -> Vec<Parsed> {
    let envelope = Envelope::none(received_at).of_queue(message.queue_arn, message.sent_at);
    read(peel_text(message.body, envelope), received_at)
}

fn read(peeled: Vec<Peeled>, received_at: Timestamp) -> Vec<Parsed> {
    peeled.into_iter().flat_map(recognise).map(|parsed| bound(parsed, received_at)).collect()
}

fn recognise(peeled: Peeled) -> Vec<Parsed> {
    match peeled {
        Peeled::Json(value, envelope) => understood(&value, &envelope)
            .unwrap_or_else(|| vec![unparsed::value(&value, &envelope.origin()).into()]),
        Peeled::Text(text, envelope) => {
            let known = notice::read(&text, &envelope);
            known.unwrap_or_else(|| vec![unparsed::text(&text, &envelope.origin()).into()])
        }
        Peeled::Unreadable(value, envelope) => vec![unparsed::value(&value, &envelope.origin()).into()],
        Peeled::SubscriptionNotice => vec![Parsed::Ignored(Ignored::SubscriptionNotice)],
    }
}

fn understood(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let alarm = cloudwatch::read(value, envelope).map(|alarm| vec![alarm]);
    alarm
        .or_else(|| eventbridge::read(value, envelope))
        .or_else(|| notice::read_json(value, envelope))
        .or_else(|| sent_by_a_tool(value, envelope))
}

/// Tools that publish to a topic: Managed Prometheus, whose Alertmanager has no other way, Grafana, and every tool that has
/// a shape of its own. Without an envelope a body is not an AWS payload.
fn sent_by_a_tool(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    envelope.was_delivered().then_some(())?;
    let value = hidden(value);
    let name = if alertmanager::recognises(&value) { "alertmanager" } else { "tool" };
    let all = webhook::recognised(&value, &Sender::tool(name, envelope.origin()))?;
    Some(all.into_iter().map(of_its_tool).collect())
}

/// Without a key, the tool is the source of its events.
fn of_its_tool(parsed: Parsed) -> Parsed {
    match parsed {
        Parsed::Event(mut event) => {
            event.source = event.labels.get("tool").unwrap_or(&event.source).clone();
            Parsed::Event(event)
        }
        ignored => ignored,
    }
}

fn bound(parsed: Parsed, received_at: Timestamp) -> Parsed {
    match parsed {
        Parsed::Event(event) => within_limits(*event).arrived_at(received_at).into(),
        ignored @ Parsed::Ignored(_) => ignored,
    }
}
