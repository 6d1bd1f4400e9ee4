//! One message of a queue, as Lambda hands it over.
//!
//! Must not know what it means.

use aws_lambda_events::event::sqs::SqsMessage;
use jiff::Timestamp;

/// One message of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its message ID; the same when it is delivered again.
    pub id: String,
    /// Its text.
    pub body: String,
    /// The receipt handle of this delivery.
    pub receipt: String,
    /// How often it was delivered, including this time.
    pub tries: u32,
    /// When it was sent to the queue.
    pub sent_at: Option<Timestamp>,
    /// When it was delivered first. A delayed message is not delivered before its delay is over.
    pub first_received_at: Option<Timestamp>,
    /// The ARN of the queue.
    pub queue_arn: String,
}

impl Received {
    /// A text that is delivered for the first time.
    pub fn first(id: &str, body: &str) -> Self {
        Self {
            id: id.to_owned(),
            body: body.to_owned(),
            receipt: String::new(),
            tries: 1,
            sent_at: None,
            first_received_at: None,
            queue_arn: String::new(),
        }
    }
}

/// Reads a message.
pub(crate) fn received(message: SqsMessage) -> Received {
    let attribute = |name: &str| message.attributes.get(name).map(String::as_str);
    let tries = attribute("ApproximateReceiveCount").and_then(|count| count.parse().ok());
    let time = |name: &str| Timestamp::from_millisecond(attribute(name)?.parse().ok()?).ok();
    let (sent_at, first_received_at) = (time("SentTimestamp"), time("ApproximateFirstReceiveTimestamp"));
    Received {
        id: message.message_id.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        tries: tries.unwrap_or(1),
        sent_at,
        first_received_at,
        queue_arn: message.event_source_arn.unwrap_or_default(),
    }
}
