//! A text message from AWS End User Messaging, which arrives through a topic and our queue.
//!
//! Reads only the fields it needs; everything else may change.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Deserialize;
use std::fmt;

/// One text message. Its `Debug` output hides the text and the number.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The carrier's message ID; the same when it is delivered again.
    pub id: String,
    /// The number it came from, in E.164 form.
    pub from: String,
    /// Its text.
    pub body: String,
    /// When the topic or the queue received it.
    pub sent_at: Timestamp,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("id", &self.id).field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

/// The envelope that a topic adds unless raw delivery is on.
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
    /// Reads a message that the queue received at `queued_at`. One that was moved back from the dead-letter queue has a
    /// later queue time than topic time: the earlier one counts.
    ///
    /// # Errors
    /// It is not a text message.
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
