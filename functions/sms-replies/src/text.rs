//! A text message as AWS End User Messaging hands it to a topic, and the topic to our queue.
//!
//! Reads only what is needed; everything else may change.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Deserialize;
use std::fmt;

/// One text message. It keeps what it says, and from where, out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The carrier's identity for it; the same when it is delivered again.
    pub id: String,
    /// The number it came from, in E.164 form.
    pub from: String,
    /// What it says.
    pub body: String,
    /// When the topic got it, or the queue.
    pub sent_at: Timestamp,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("id", &self.id).field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

/// What a topic wraps around a message, unless it delivers it raw.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    message: String,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inbound {
    origination_number: String,
    message_body: String,
    inbound_message_id: String,
}

impl Text {
    /// Reads a message of the queue, which got it at `queued_at`. One that was moved back from the dead-letter queue got
    /// there later than the topic got it: the earlier moment counts.
    ///
    /// # Errors
    /// It is no text message.
    pub fn read(message: &str, queued_at: Timestamp) -> Result<Self> {
        let envelope: Option<Envelope> = serde_json::from_str(message).ok();
        let inbound = envelope.as_ref().map_or(message, |envelope| &envelope.message);
        let inbound: Inbound = serde_json::from_str(inbound)
            .context("read the text message; AWS End User Messaging alone may publish to its topic")?;
        Ok(Self {
            id: inbound.inbound_message_id,
            from: inbound.origination_number,
            body: inbound.message_body,
            sent_at: envelope.map_or(queued_at, |envelope| envelope.timestamp.min(queued_at)),
        })
    }
}
