//! What follows from a change: messages to the person it is about.
//!
//! Holds no address: whoever sends knows them.

use super::SentCode;
use crate::ids::{ContactName, ResponderName};
use crate::responder::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody changed their contacts or quiet hours, or asked for a code or a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonEvent {
    r#type: Kind,
    /// Whose.
    pub responder: ResponderName,
    /// Their version since.
    pub version: u64,
    /// Who did it, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub what: String,
    /// The messages to send.
    pub messages: Vec<PersonMessage>,
}

/// The type of the event, by which it is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "person_changed")]
    PersonChanged,
}

/// A message to one contact, as it was before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonMessage {
    /// The contact.
    pub contact: ContactName,
    /// Over what.
    pub channel: Channel,
    /// The mark of its address; none for a contact of the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// What it says.
    pub told: Told,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A code to enter.
    Code(SentCode),
    /// That a page would arrive.
    Test,
    /// What was changed.
    Change(String),
}

impl PersonEvent {
    /// The type of the event.
    pub const TYPE: &str = "person_changed";

    /// What follows from a change.
    pub fn new(
        (responder, version): (ResponderName, u64),
        (by, at): (&str, Timestamp),
        what: String,
        messages: Vec<PersonMessage>,
    ) -> Self {
        Self { r#type: Kind::PersonChanged, responder, version, by: by.to_owned(), at, what, messages }
    }
}
