//! Messages to people: who is told what after an event, and in which words; and what their answers mean.
//!
//! Plans only; sending and remembering what was sent is the function's business.

mod bundle;
mod gsm;
mod machine;
mod notice;
mod plan;
mod reply;
mod test_message;
#[cfg(test)]
mod testing;
mod text;
pub mod throttle;

pub use bundle::bundle_words;
pub use gsm::{gsm7, sms_parts};
pub use notice::{NotNotified, NoticeMessage, Part, Why, notice_words, plan_notice};
pub use plan::{Message, MessageKind, plan};
pub use reply::{Act, Reply, Unclear, how_to_answer, offer_reply, parse as parse_reply};
pub use test_message::{TestDelivery, TestMessage};
pub use text::{Words, words};

use crate::ids::{ContactName, IncidentId, NoticeId, ResponderName};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One message to one address, and what became of it. Its identity is derived: the same message has the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The message's identity within what it is about.
    pub id: String,
    /// What the message is about.
    #[serde(flatten)]
    pub about: Subject,
    /// To whom.
    pub responder: ResponderName,
    /// To which of their contacts.
    #[serde(alias = "channel")]
    pub contact: ContactName,
    /// Who tries: the identity of the queue's message, so that its own retry may go on and a copy may not.
    pub holder: String,
    /// When the latest try began.
    pub at: Timestamp,
    /// What became of it.
    pub state: AttemptState,
}

/// How long to wait before each further try of what a carrier did not take (`GoAlert`: three, 15 seconds apart). After
/// these the person's next contact is used, and this one is tried on at the queue's pace.
pub const RETRIES: [SignedDuration; 3] = [SignedDuration::from_secs(15); 3];

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Subject {
    /// An incident.
    Incident {
        /// Which.
        incident: IncidentId,
        /// What the message is for.
        kind: MessageKind,
    },
    /// Who is on call.
    Notice {
        /// Which notice; it says itself what it is for.
        notice: NoticeId,
    },
}

impl Subject {
    /// A message about an incident.
    pub fn incident(id: &IncidentId, kind: MessageKind) -> Self {
        Self::Incident { incident: id.clone(), kind }
    }
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Somebody is sending it.
    Claimed,
    /// It waits, because its contact was reached too often; it leaves with others then, as far as is known now.
    Held(Timestamp),
    /// The carrier did not take it just now, and why; it is tried again.
    Delayed(String),
    /// It was handed over; the text is the provider's identity for it.
    Sent(String),
    /// It could not be handed over, and why.
    Failed(String),
}
