//! A text message as AWS End User Messaging hands it to a topic, and the topic to us.
//!
//! Reads only what is needed; everything else may change.

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
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
    /// When the topic got it.
    pub sent_at: Timestamp,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("id", &self.id).field("sent_at", &self.sent_at).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Sns")]
    sns: Notification,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Message")]
    message: String,
    #[serde(rename = "Timestamp")]
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inbound {
    origination_number: String,
    message_body: String,
    inbound_message_id: String,
}

/// The text messages in what the topic delivered; `None` if it is no delivery of a topic but a request over HTTP.
///
/// # Errors
/// It is a delivery, and not of text messages.
pub fn texts(payload: &Value) -> Option<Result<Vec<Text>>> {
    payload.get("Records")?;
    Some(read(payload))
}

fn read(payload: &Value) -> Result<Vec<Text>> {
    let event = Event::deserialize(payload).context("read the delivery of the topic")?;
    event.records.into_iter().map(|record| text(&record.sns)).collect()
}

fn text(notification: &Notification) -> Result<Text> {
    let inbound: Inbound = serde_json::from_str(&notification.message)
        .context("read the text message; AWS End User Messaging alone may publish to its topic")?;
    Ok(Text {
        id: inbound.inbound_message_id,
        from: inbound.origination_number,
        body: inbound.message_body,
        sent_at: notification.timestamp,
    })
}
