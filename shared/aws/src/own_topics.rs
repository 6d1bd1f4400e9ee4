//! The topics of the template on SNS: who is subscribed, and plain messages to them.
//!
//! Subscribes nobody.

use crate::error;
use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use callout_domain::notification::Words;
use callout_ports::{OwnTopic, OwnTopics, PortError};

/// The ARNs of these topics; none where the template was given no address.
#[derive(Debug, Clone, Default)]
pub struct OwnTopicArns {
    /// Callout's own alarms.
    pub ops: Option<String>,
    /// The fallback contact by mail.
    pub fallback_email: Option<String>,
    /// The fallback contact by text message.
    pub fallback_phone: Option<String>,
}

/// These topics.
#[derive(Debug, Clone)]
pub struct SnsOwnTopics {
    client: Client,
    arns: OwnTopicArns,
}

impl SnsOwnTopics {
    /// Creates them for these ARNs.
    pub fn new(config: &SdkConfig, arns: OwnTopicArns) -> Self {
        Self { client: Client::new(config), arns }
    }

    fn arn(&self, topic: OwnTopic) -> Option<&String> {
        match topic {
            OwnTopic::Ops => self.arns.ops.as_ref(),
            OwnTopic::FallbackEmail => self.arns.fallback_email.as_ref(),
            OwnTopic::FallbackPhone => self.arns.fallback_phone.as_ref(),
        }
    }
}

impl OwnTopics for SnsOwnTopics {
    fn with_address(&self) -> Vec<OwnTopic> {
        let all = [OwnTopic::Ops, OwnTopic::FallbackEmail, OwnTopic::FallbackPhone];
        all.into_iter().filter(|topic| self.arn(*topic).is_some()).collect()
    }

    /// An unconfirmed subscription has no ARN in the list, nor has one that is deleted (SNS API reference,
    /// `ListSubscriptionsByTopic`): nothing else is asked for.
    async fn is_heard(&self, topic: OwnTopic) -> Result<bool, PortError> {
        let Some(arn) = self.arn(topic) else { return Ok(false) };
        let mut all =
            self.client.list_subscriptions_by_topic().topic_arn(arn).into_paginator().items().send();
        while let Some(one) = all.next().await {
            let one = one.map_err(error::unavailable("look who is subscribed"))?;
            if one.subscription_arn().is_some_and(|arn| arn.starts_with("arn:")) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn tell(&self, topic: OwnTopic, words: &Words) -> Result<(), PortError> {
        let Some(arn) = self.arn(topic) else { return Ok(()) };
        let mut request = self.client.publish().topic_arn(arn).message(&words.body);
        if topic != OwnTopic::FallbackPhone {
            request = request.subject(&words.subject);
        }
        request.send().await.map_err(error::unavailable("tell that a subscription is lost"))?;
        Ok(())
    }
}
