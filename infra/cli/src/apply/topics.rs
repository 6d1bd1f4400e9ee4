//! The topics of responders and rooms, who is subscribed to them and who may use them, as SNS tells it.

use super::topic_policy::is_ours;
use anyhow::{Context, Result};
use aws_sdk_sns::Client;
use callout_aws::topic_policy;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Channel, Contact, ResponderTopic};
use std::collections::BTreeMap;

/// The attribute of a subscription that keeps messages from it.
const FILTER: &str = "FilterPolicy";
/// The attribute of a topic that says who may use it.
pub(super) const POLICY: &str = "Policy";

/// Protocol and endpoint, as SNS names them.
pub(crate) type Address = (String, String);

/// The subscriptions of one topic.
pub(crate) type Subscriptions = BTreeMap<Address, Subscription>;

/// Where messages for a contact are published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// One address of a responder.
    Responder(ResponderTopic),
    /// A chat room.
    Room(String),
}

impl Topic {
    /// The topic that carries a contact's messages; calls need none.
    pub(crate) fn of(responder: &ResponderName, contact: &Contact) -> Option<Self> {
        match contact.channel {
            Channel::Voice => None,
            Channel::Chat => Some(Self::Room(contact.address.clone())),
            channel => Some(Self::Responder(ResponderTopic::of(responder, channel, &contact.address))),
        }
    }

    /// Its name in SNS.
    pub(crate) fn name(&self, stack: &str) -> String {
        match self {
            Self::Responder(topic) => format!("{stack}-responder-{topic}"),
            Self::Room(room) => format!("{stack}-chat-{room}"),
        }
    }

    /// Its ARN, in the partition and account of another.
    pub(crate) fn arn(&self, stack: &str, region: &str, other: &str) -> String {
        let part = |place: usize| other.split(':').nth(place).unwrap_or_default();
        format!("arn:{}:sns:{region}:{}:{}", part(1), part(4), self.name(stack))
    }

    /// The topic of an ARN; none if it is no responder's and no room's.
    pub(crate) fn parse(arn: &str, stack: &str) -> Option<Self> {
        let rest = arn.rsplit(':').next()?.strip_prefix(stack)?;
        match rest.strip_prefix("-responder-") {
            Some(topic) => ResponderTopic::parse(topic).map(Self::Responder),
            None => rest.strip_prefix("-chat-").map(|room| Self::Room(room.to_owned())),
        }
    }
}

/// What there is of one topic.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Who is subscribed.
    pub(crate) subscriptions: Subscriptions,
    /// Whether its policy leaves it to IAM who may use it.
    pub(crate) has_policy: bool,
}

/// A subscription there is.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub(crate) arn: String,
    pub(crate) state: SubscriptionState,
}

/// Whether a subscription gets messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubscriptionState {
    /// It waits for a confirmation, and gets nothing.
    Unconfirmed,
    /// It was confirmed.
    Confirmed {
        /// Whether whoever confirmed it showed credentials: then an unsubscribe link asks for credentials too.
        authenticated: bool,
        /// Whether a filter keeps messages from it. None of ours has one.
        filtered: bool,
    },
}

/// The topics of responders and rooms, with their ARNs.
pub(crate) async fn topics(client: &Client, stack: &str) -> Result<BTreeMap<Topic, String>> {
    let mut found = BTreeMap::new();
    let mut pages = client.list_topics().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("list the topics of SNS; the operator needs sns:ListTopics")?;
        for arn in page.topics.unwrap_or_default().into_iter().filter_map(|topic| topic.topic_arn) {
            found.extend(Topic::parse(&arn, stack).map(|topic| (topic, arn)));
        }
    }
    Ok(found)
}

/// What there is of a topic.
pub(crate) async fn look(client: &Client, topic: &str) -> Result<Standing> {
    let answer = client.get_topic_attributes().topic_arn(topic).send().await;
    let answer = answer.context("look at a topic; the operator needs sns:GetTopicAttributes")?;
    let policy = answer.attributes().and_then(|attributes| attributes.get(POLICY));
    let has_policy = policy.is_some_and(|policy| is_ours(policy, topic));
    Ok(Standing { subscriptions: subscriptions(client, topic).await?, has_policy })
}

/// The subscriptions of a topic. One that waits for confirmation counts.
pub(crate) async fn subscriptions(client: &Client, topic: &str) -> Result<Subscriptions> {
    let mut found = BTreeMap::new();
    let mut pages = client.list_subscriptions_by_topic().topic_arn(topic).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("list subscriptions; the operator needs sns:ListSubscriptionsByTopic")?;
        for subscription in page.subscriptions.unwrap_or_default() {
            let at = (subscription.protocol.unwrap_or_default(), subscription.endpoint.unwrap_or_default());
            let arn = subscription.subscription_arn.unwrap_or_default();
            // What somebody unsubscribed stays in the list for days.
            if arn == "Deleted" {
                continue;
            }
            let state = match arn.starts_with("arn:") {
                true => state(client, &arn).await?,
                false => SubscriptionState::Unconfirmed,
            };
            found.insert(at, Subscription { arn, state });
        }
    }
    Ok(found)
}

/// The state of a subscription with an ARN.
pub(crate) async fn state(client: &Client, arn: &str) -> Result<SubscriptionState> {
    let answer = client.get_subscription_attributes().subscription_arn(arn).send().await;
    let answer =
        answer.context("look at a subscription; the operator needs sns:GetSubscriptionAttributes")?;
    let attribute = |name: &str| answer.attributes()?.get(name).map(String::as_str);
    if attribute("PendingConfirmation") == Some("true") {
        return Ok(SubscriptionState::Unconfirmed);
    }
    let authenticated = attribute("ConfirmationWasAuthenticated") == Some("true");
    let filtered = attribute(FILTER).is_some_and(|policy| !["", "{}"].contains(&policy));
    Ok(SubscriptionState::Confirmed { authenticated, filtered })
}

/// Makes a topic whose policy leaves to IAM who may use it, or finds the one there is; returns its ARN.
pub(super) async fn make(client: &Client, stack: &str, topic: &Topic) -> Result<String> {
    let name = topic.name(stack);
    let made = client.create_topic().name(&name).send().await?;
    let arn = made.topic_arn.context("SNS did not name the topic it made")?;
    set_policy(client, &arn).await?;
    Ok(arn)
}

/// Leaves to IAM who may use a topic.
///
/// Not an attribute of `CreateTopic`: SNS answers "Topic already exists with different attributes" where somebody
/// changed the policy of a topic that exists (`MassTransit` issue 3720).
pub(super) async fn set_policy(client: &Client, arn: &str) -> Result<()> {
    let set = client.set_topic_attributes().topic_arn(arn).attribute_name(POLICY);
    let set = set.attribute_value(topic_policy(arn)).send().await;
    set.context("say who may use a topic; the operator needs sns:SetTopicAttributes")?;
    Ok(())
}

/// Lets everything through to a subscription (SNS developer guide, "Removing a subscription filter policy").
pub(super) async fn drop_filter(client: &Client, arn: &str) -> Result<()> {
    let set = client.set_subscription_attributes().subscription_arn(arn).attribute_name(FILTER);
    set.attribute_value("{}").send().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_known_by_its_name_and_others_are_left_alone() {
        let contact = Contact { name: None, channel: Channel::Sms, address: "+15550100".to_owned() };
        let topic = Topic::of(&"ana".into(), &contact).unwrap();
        let arn = |name: &str| format!("arn:aws:sns:eu-west-1:111122223333:{name}");
        assert_eq!(Topic::parse(&arn(&topic.name("callout")), "callout"), Some(topic));
        let room = Topic::Room("payments-room".to_owned());
        assert_eq!(Topic::parse(&arn("callout-chat-payments-room"), "callout"), Some(room));
        for other in ["callout-ops", "callout-responder-ana", "callout2-chat-x", "chat-x"] {
            assert_eq!(Topic::parse(&arn(other), "callout"), None, "{other}");
        }
    }
}
