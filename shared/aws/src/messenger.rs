//! Messages to people, over one SNS topic for each address of a responder and one for each chat room.
//!
//! Filters nothing: a new filter of SNS takes up to fifteen minutes (SNS developer guide, "subscription filter
//! policies"), and whatever it drops meanwhile is lost without an error.

use crate::error;
use crate::topic_policy::topic_policy;
use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use callout_domain::drill;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, ResponderTopic};
use callout_ports::{Address, Delivery, Messenger, PortError, SendError};

/// Asks carriers for reliable rather than cheap delivery.
const SMS_TYPE: (&str, &str) = ("AWS.SNS.SMS.SMSType", "Transactional");
/// The most characters of a subject (SNS API reference, `Publish`: less than 100).
const MAX_SUBJECT: usize = 99;

/// The topics' ARNs.
#[derive(Debug, Clone)]
pub struct Topics {
    /// The ARN prefix of every responder's topics; name and digest of an address follow.
    pub responder_prefix: String,
    /// The ARN prefix of every chat room's topic; the room's name follows.
    pub chat_prefix: String,
    /// The ARN of the topic of the fallback contact's mail address.
    pub fallback_email: String,
    /// The ARN of the topic of the fallback contact's telephone.
    pub fallback_phone: String,
    /// The ARN of the topic of drills; the template's queue hears it.
    pub drill: String,
}

impl Topics {
    /// The topic of a message, or why there is none.
    fn of(&self, delivery: &Delivery) -> Result<String, &'static str> {
        let Delivery { responder, channel, address, .. } = delivery;
        match (channel, address) {
            (Channel::Chat, Some(room)) => Ok(format!("{}{}", self.chat_prefix, room.as_str())),
            (Channel::Email, _) if responder.as_str() == BUILT_IN_FALLBACK => Ok(self.fallback_email.clone()),
            (Channel::Sms, _) if responder.as_str() == BUILT_IN_FALLBACK => Ok(self.fallback_phone.clone()),
            _ if drill::RESERVED.contains(&responder.as_str()) => Ok(self.drill.clone()),
            (channel, Some(to)) => {
                let topic = ResponderTopic::of(responder, *channel, to.as_str());
                Ok(format!("{}{topic}", self.responder_prefix))
            }
            (_, None) => Err("the active settings have no such contact"),
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
        let topic = self.topics.of(delivery);
        let topic = topic.map_err(|why| SendError::Refused(PortError::unavailable(doing(), why)))?;
        let mut request = self.client.publish().topic_arn(topic).message(&words.body);
        if *channel == Channel::Sms {
            let (name, value) = SMS_TYPE;
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

    async fn connect(
        &self,
        responder: &ResponderName,
        channel: Channel,
        address: &Address,
    ) -> Result<(), PortError> {
        const DOING: &str = "subscribe an address to its topic";
        let topic = ResponderTopic::of(responder, channel, address.as_str());
        let arn = format!("{}{topic}", self.topics.responder_prefix);
        let name = arn.rsplit(':').next().unwrap_or_default();
        self.client.create_topic().name(name).send().await.map_err(error::unavailable(DOING))?;
        let policy = self.client.set_topic_attributes().topic_arn(&arn).attribute_name("Policy");
        let policy = policy.attribute_value(topic_policy(&arn));
        policy.send().await.map_err(error::unavailable(DOING))?;
        let subscribe = self.client.subscribe().topic_arn(&arn).protocol(channel.as_str());
        let subscribe = subscribe.endpoint(address.as_str()).send().await;
        subscribe.map_err(error::unavailable(DOING))?;
        Ok(())
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
}
