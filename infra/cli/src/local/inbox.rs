//! Everything people were sent, as they would get it.
//! Must not interpret messages: it only keeps them.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// One message to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    /// The responder's name, or `fallback`.
    pub(super) to: String,
    /// `sms`, `email` and so on.
    pub(super) channel: String,
    /// Phone number, mail address and so on.
    pub(super) address: String,
    /// Subject (if there is one), a blank line, and the text.
    pub(super) text: String,
    /// RFC 3339, UTC.
    pub(super) sent_at: String,
}

/// Messages, oldest first.
#[derive(Debug, Default)]
pub(super) struct Inbox(Mutex<Vec<Message>>);

impl Inbox {
    /// What an earlier start left, if its data were kept.
    pub(super) fn kept(file: &Path) -> Self {
        let messages = std::fs::read(file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Self(Mutex::new(messages.unwrap_or_default()))
    }

    pub(super) fn keep(&self, file: &Path) -> Result<()> {
        std::fs::write(file, serde_json::to_vec(&self.all())?).context("keep the inbox")
    }

    pub(super) fn add(&self, message: Message) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }

    pub(super) fn all(&self) -> Vec<Message> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a topic has to be subscribed to (protocol `http`) so that the inbox shows its messages.
///
/// `inbox_url` is the contract's; `to` is the responder's name.
#[must_use]
pub fn deliver_url(inbox_url: &str, to: &str, channel: &str, address: &str) -> String {
    let base = inbox_url.trim_end_matches("/inbox");
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    format!("{base}/deliver/{}/{}?address={}", encode(to), encode(channel), encode(address))
}

/// What SNS posts to an HTTP subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Envelope {
    Confirmation { topic_arn: String, token: String },
    Notification { text: String, sent_at: String },
}

#[derive(Deserialize)]
#[serde(tag = "Type")]
enum Posted {
    #[serde(rename_all = "PascalCase")]
    SubscriptionConfirmation { topic_arn: String, token: String },
    #[serde(rename_all = "PascalCase")]
    Notification { subject: Option<String>, message: String, timestamp: String },
}

impl Envelope {
    pub(super) fn parse(body: &str) -> Result<Self> {
        let posted = serde_json::from_str(body).context("this address takes what SNS posts, nothing else")?;
        Ok(match posted {
            Posted::SubscriptionConfirmation { topic_arn, token } => Self::Confirmation { topic_arn, token },
            Posted::Notification { subject, message, timestamp } => {
                let text =
                    subject.map_or_else(|| message.clone(), |subject| format!("{subject}\n\n{message}"));
                Self::Notification { text, sent_at: timestamp }
            }
        })
    }
}

/// Refuses to confirm subscriptions to topics that are not the stack's.
pub(super) fn check_topic(topic_arn: &str, stack: &str) -> Result<()> {
    let name = topic_arn.rsplit(':').next().unwrap_or_default();
    if !name.starts_with(&format!("{stack}-")) {
        bail!("{topic_arn} is not a topic of {stack}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_kept_as_sent() {
        let body = r#"{"Type":"Notification","MessageId":"1","TopicArn":"t","Message":"Payments down","Timestamp":"2026-11-22T10:00:00.000Z"}"#;
        let expected = Envelope::Notification {
            text: "Payments down".to_owned(),
            sent_at: "2026-11-22T10:00:00.000Z".to_owned(),
        };
        assert_eq!(Envelope::parse(body).unwrap(), expected);
    }

    #[test]
    fn a_mail_shows_its_subject() {
        let body = r#"{"Type":"Notification","Subject":"INC-7","Message":"Payments down","Timestamp":"2026-11-22T10:00:00.000Z"}"#;
        let Envelope::Notification { text, .. } = Envelope::parse(body).unwrap() else {
            panic!("not a notification")
        };
        assert_eq!(text, "INC-7\n\nPayments down");
    }

    #[test]
    fn a_confirmation_carries_its_token() {
        let body =
            r#"{"Type":"SubscriptionConfirmation","TopicArn":"arn:t","Token":"k","SubscribeURL":"http://x"}"#;
        let expected = Envelope::Confirmation { topic_arn: "arn:t".to_owned(), token: "k".to_owned() };
        assert_eq!(Envelope::parse(body).unwrap(), expected);
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(Envelope::parse("{}").is_err());
        assert!(Envelope::parse("hello").is_err());
    }

    #[test]
    fn only_the_stacks_topics_are_confirmed() {
        assert!(check_topic("arn:aws:sns:us-east-1:000000000000:callout-responder-ana", "callout").is_ok());
        assert!(check_topic("arn:aws:sns:us-east-1:000000000000:other", "callout").is_err());
    }

    #[test]
    fn an_address_survives_the_way_through_a_url() {
        assert_eq!(
            deliver_url("http://127.0.0.1:4567/inbox", "ana", "sms", "+15550100"),
            "http://127.0.0.1:4567/deliver/ana/sms?address=%2B15550100"
        );
    }
}
