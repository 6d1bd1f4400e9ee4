//! Messages to people: who is notified after an event, in which words, and what their replies mean.
//!
//! Only plans. Sending messages and storing what was sent is left to the function.

mod bundle;
mod foreign;
mod gsm;
mod machine;
mod mail;
mod notice;
mod plan;
mod reply;
mod said;
mod test_message;
#[cfg(test)]
mod testing;
mod text;
pub mod throttle;
mod why;

pub use bundle::{bundle_of_non_pages_words, bundle_words};
pub use gsm::{gsm7, sms_parts};
pub use notice::{NotNotified, NoticeMessage, Part, Why, notice_words, plan_notice, quiet_channel};
pub use plan::{Message, MessageKind, plan};
pub use reply::{Act, Reply, Unclear, how_to_answer, offer_reply, parse as parse_reply};
pub use test_message::{TestDelivery, TestMessage};
pub use text::{Words, words};

use crate::ids::{ContactName, IncidentId, NoticeId, ResponderName};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One message to one address, and its delivery state. Its identity is derived, so the same message has the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The message's identity within its subject.
    pub id: String,
    /// The subject of the message.
    #[serde(flatten)]
    pub about: Subject,
    /// The responder.
    pub responder: ResponderName,
    /// The responder's contact.
    pub contact: ContactName,
    /// The ID of the queue message that sends it. That message's retry may continue the attempt; a copy may not.
    pub claimed_by: String,
    /// When the latest try began, or ended.
    pub at: Timestamp,
    /// How often a carrier could not take it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub failures: u32,
    /// How many messages the summary listed as part of which it was sent, if it was.
    #[serde(default, skip_serializing_if = "is_none")]
    pub summary_of: u32,
    /// The delivery state.
    pub state: AttemptState,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

impl Attempt {
    /// The same attempt once its result is known.
    pub fn ended(self, at: Timestamp, state: AttemptState) -> Self {
        let failures = self.failures + u32::from(matches!(state, AttemptState::Delayed(_)));
        Self { at, failures, state, ..self }
    }

    /// Whether it is the summary itself: each message that it listed has an attempt of its own.
    pub fn is_summary(&self) -> bool {
        self.id.starts_with(SUMMARY)
    }

    /// Whether a delay is reported to the incident as a failure: when the quick tries are used up, and twice more in case
    /// the first report was lost.
    pub fn counts_as_failed(&self) -> bool {
        let beyond = usize::try_from(self.failures).unwrap_or(usize::MAX).saturating_sub(RETRIES.len());
        (1..=3).contains(&beyond)
    }

    /// The wait before the next quick try of a message that a carrier could not take this often; `None` if these tries
    /// are used up.
    pub fn retry_after(failures: u32) -> Option<SignedDuration> {
        RETRIES.get(usize::try_from(failures.checked_sub(1)?).ok()?).copied()
    }
}

/// What the identity of a summary begins with.
const SUMMARY: &str = "bundle.";

/// The wait before each further try after a carrier could not take a message (`GoAlert`: three tries, 15 seconds apart). After
/// these, the person's next contact is used, and the queue keeps retrying this one.
const RETRIES: [SignedDuration; 3] = [SignedDuration::from_secs(15); 3];

/// The subject of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Subject {
    /// An incident.
    Incident {
        /// The incident.
        incident: IncidentId,
        /// The purpose of the message.
        kind: MessageKind,
    },
    /// An on-call notice.
    Notice {
        /// The notice. Its identity includes the purpose.
        notice: NoticeId,
    },
}

impl Subject {
    /// A message about an incident.
    pub fn incident(id: &IncidentId, kind: MessageKind) -> Self {
        Self::Incident { incident: id.clone(), kind }
    }
}

/// The delivery state of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// It is being sent.
    Claimed,
    /// It waits because the contact's rate limit is reached. The time is the current estimate of when it is sent,
    /// bundled with others.
    Queued(Timestamp),
    /// The carrier rejected it for now, with the reason. It is retried.
    Delayed(String),
    /// It was delivered to the provider, which gave it this id.
    Sent(String),
    /// It could not be delivered, with the reason.
    Failed(String),
}
