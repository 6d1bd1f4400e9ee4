//! The topics of the template on SNS: who is subscribed, and plain messages to them.
//!
//! Subscribes nobody.

use crate::error;
use crate::late::Late;
use aws_config::SdkConfig;
use aws_sdk_sns::Client;
use callout_domain::notification::Words;
use callout_ports::{AddressedTopic, AddressedTopics, OwnTopic, OwnTopics, PortError, SubscriptionStatus};

/// How SNS lists a subscription that nobody has confirmed.
const PENDING: &str = "PendingConfirmation";

/// These topics.
#[derive(Debug, Clone)]
pub struct SnsOwnTopics {
    client: Late<Client>,
    topics: AddressedTopics,
}

impl SnsOwnTopics {
    /// Creates them.
    pub fn new(config: &SdkConfig, topics: AddressedTopics) -> Self {
        Self { client: Late::new(config, Client::new), topics }
    }

    fn of(&self, topic: OwnTopic) -> Option<&AddressedTopic> {
        match topic {
            OwnTopic::Ops => self.topics.ops.as_ref(),
            OwnTopic::FallbackEmail => self.topics.fallback_email.as_ref(),
            OwnTopic::FallbackPhone => self.topics.fallback_phone.as_ref(),
        }
    }
}

impl OwnTopics for SnsOwnTopics {
    fn with_address(&self) -> Vec<OwnTopic> {
        let all = [OwnTopic::Ops, OwnTopic::FallbackEmail, OwnTopic::FallbackPhone];
        all.into_iter().filter(|topic| self.of(*topic).is_some()).collect()
    }

    /// An unconfirmed subscription has no ARN in the list, nor has one that is deleted (SNS API reference,
    /// `ListSubscriptionsByTopic`): no second request is needed.
    async fn subscription_status(&self, topic: OwnTopic) -> Result<SubscriptionStatus, PortError> {
        let Some(AddressedTopic { arn, address }) = self.of(topic) else {
            return Ok(SubscriptionStatus::Missing);
        };
        let mut all =
            self.client.list_subscriptions_by_topic().topic_arn(arn).into_paginator().items().send();
        let mut status = SubscriptionStatus::Missing;
        while let Some(one) = all.next().await {
            let one = one.map_err(error::unavailable("list the subscriptions"))?;
            if one.endpoint().is_none_or(|endpoint| !endpoint.eq_ignore_ascii_case(address.as_str())) {
                continue;
            }
            match one.subscription_arn() {
                Some(arn) if arn.starts_with("arn:") => return Ok(SubscriptionStatus::Confirmed),
                Some(PENDING) => status = SubscriptionStatus::Pending,
                _ => {}
            }
        }
        Ok(status)
    }

    async fn publish(&self, topic: OwnTopic, words: &Words) -> Result<(), PortError> {
        let Some(AddressedTopic { arn, .. }) = self.of(topic) else { return Ok(()) };
        let mut request = self.client.publish().topic_arn(arn).message(&words.body);
        if topic != OwnTopic::FallbackPhone {
            request = request.subject(&words.subject);
        }
        request.send().await.map_err(error::unavailable("publish that a subscription is lost"))?;
        Ok(())
    }
}
