//! Messages to people, over one SNS topic for each responder and one for each chat room.
//!
//! Knows no address but a room's name: the topic's subscriptions hold the addresses.

use crate::error;
use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use callout_domain::drill;
use callout_domain::ids::ContactName;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel};
use callout_ports::{Delivery, Messenger, SendError};

/// The attribute on which each subscription filters, so that a text message does not go to an email address.
pub const CONTACT: &str = "contact";
/// Asks carriers for reliable rather than cheap delivery.
const SMS_TYPE: (&str, &str) = ("AWS.SNS.SMS.SMSType", "Transactional");
/// The most characters of a subject (SNS API reference, `Publish`: less than 100).
const MAX_SUBJECT: usize = 99;

/// The topics' ARNs.
#[derive(Debug, Clone)]
pub struct Topics {
    /// The ARN prefix of every responder's topic; the responder's name follows.
    pub responder_prefix: String,
    /// The ARN prefix of every chat room's topic; the room's name follows.
    pub chat_prefix: String,
    /// The ARN of the fallback contact's own topic.
    pub fallback: String,
    /// The ARN of the topic of drills; the template's queue hears it.
    pub drill: String,
}

impl Topics {
    fn of(&self, delivery: &Delivery) -> String {
        match (&delivery.address, delivery.responder.as_str()) {
            (Some(room), _) if delivery.channel == Channel::Chat => {
                format!("{}{}", self.chat_prefix, room.as_str())
            }
            (_, BUILT_IN_FALLBACK) => self.fallback.clone(),
            (_, name) if drill::RESERVED.contains(&name) => self.drill.clone(),
            (_, name) => format!("{}{name}", self.responder_prefix),
        }
    }
}

/// The topics of all responders and rooms.
#[derive(Debug, Clone)]
pub struct SnsMessenger {
    client: Client,
    topics: Topics,
}

impl SnsMessenger {
    /// Creates the messenger for these topics.
    pub fn new(config: &SdkConfig, topics: Topics) -> Self {
        Self { client: Client::new(config), topics }
    }
}

impl Messenger for SnsMessenger {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        let Delivery { responder, contact, channel, words, .. } = delivery;
        let doing = || format!("hand over the message to {responder} by {contact}");
        let mut request = self.client.publish().topic_arn(self.topics.of(delivery)).message(&words.body);
        for (name, value) in attributes(*channel, contact) {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            let value = value.map_err(error::unavailable(doing())).map_err(SendError::Refused)?;
            request = request.message_attributes(name, value);
        }
        if *channel == Channel::Email {
            request = request.subject(subject(&words.subject));
        }
        match request.send().await {
            Ok(answer) => Ok(answer.message_id.unwrap_or_default()),
            Err(failure) => {
                let class = if failure.as_service_error().is_some_and(is_final) {
                    SendError::Refused
                } else {
                    SendError::NotNow
                };
                Err(class(error::unavailable(doing())(failure)))
            }
        }
    }
}

/// Whether the topic itself fails for good: it does not exist, or rejects such messages.
fn is_final(error: &PublishError) -> bool {
    error.is_not_found_exception()
        || error.is_invalid_parameter_exception()
        || error.is_invalid_parameter_value_exception()
        || error.is_authorization_error_exception()
        || error.is_endpoint_disabled_exception()
}

fn attributes(channel: Channel, contact: &ContactName) -> Vec<(&'static str, &str)> {
    let of_all = (CONTACT, contact.as_str());
    match channel {
        Channel::Sms => vec![of_all, SMS_TYPE],
        _ => vec![of_all],
    }
}

/// SNS rejects the whole message if its subject is empty, too long or has a line break.
fn subject(words: &str) -> String {
    let kept: String = words.chars().filter(|c| !c.is_control()).take(MAX_SUBJECT).collect();
    if kept.trim().is_empty() { "Callout".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_short_line() {
        assert_eq!(subject("SEV1 Payments\r\nBcc: eve"), "SEV1 PaymentsBcc: eve");
        assert_eq!(subject(&"x".repeat(200)).len(), 99);
        assert_eq!(subject("\n"), "Callout");
    }

    #[test]
    fn only_text_messages_are_transactional() {
        assert_eq!(attributes(Channel::Sms, &"work".into()), [("contact", "work"), SMS_TYPE]);
        assert_eq!(attributes(Channel::Email, &"email".into()), [("contact", "email")]);
    }
}
