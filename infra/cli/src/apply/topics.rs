//! The topics of a deployment and who listens to them, as SNS tells it.

use anyhow::{Context, Result};
use aws_sdk_sns::Client;
use callout_aws::CONTACT;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The attribute of a subscription that says what it hears.
pub(super) const FILTER: &str = "FilterPolicy";

/// Protocol and endpoint, as SNS names them.
pub(crate) type Address = (String, String);

/// The contacts whose messages an address hears.
pub(crate) type Names = BTreeSet<String>;

/// Whose messages a topic carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// A responder's own.
    Responder(String),
    /// Those for a chat room.
    Room(String),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Responder(name) => f.write_str(name),
            Self::Room(name) => write!(f, "room {name}"),
        }
    }
}

/// A subscription there is.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) arn: String,
    /// What it hears.
    pub(crate) filter: Filter,
}

/// What a subscription hears of its topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Nothing while it waits for confirmation.
    Unconfirmed,
    /// Everything: it has no filter.
    Everything,
    /// Messages for these contacts.
    Contacts(Names),
}

/// The topics of responders and rooms, with their ARNs.
pub(crate) async fn topics(client: &Client, stack: &str) -> Result<BTreeMap<Topic, String>> {
    let (of_responder, of_room) = (format!(":{stack}-responder-"), format!(":{stack}-chat-"));
    let topic = |arn: &str| match (arn.split_once(&of_responder), arn.split_once(&of_room)) {
        (Some((_, name)), _) => Some(Topic::Responder(name.to_owned())),
        (_, Some((_, name))) => Some(Topic::Room(name.to_owned())),
        _ => None,
    };
    let mut found = BTreeMap::new();
    let mut pages = client.list_topics().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("list the topics of SNS; the operator needs sns:ListTopics")?;
        for arn in page.topics.unwrap_or_default().into_iter().filter_map(|topic| topic.topic_arn) {
            found.extend(topic(&arn).map(|topic| (topic, arn)));
        }
    }
    Ok(found)
}

/// The subscriptions of a topic. One that waits for confirmation counts.
pub(crate) async fn subscriptions(client: &Client, topic: &str) -> Result<BTreeMap<Address, Subscription>> {
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
            let filter =
                if arn.starts_with("arn:") { filter(client, &arn).await? } else { Filter::Unconfirmed };
            found.insert(at, Subscription { arn, filter });
        }
    }
    Ok(found)
}

async fn filter(client: &Client, arn: &str) -> Result<Filter> {
    let answer = client.get_subscription_attributes().subscription_arn(arn).send().await;
    let answer =
        answer.context("look at a subscription; the operator needs sns:GetSubscriptionAttributes")?;
    let attribute = |name: &str| answer.attributes()?.get(name).map(String::as_str);
    if attribute("PendingConfirmation") == Some("true") {
        return Ok(Filter::Unconfirmed);
    }
    let Some(policy) = attribute(FILTER).filter(|policy| !policy.is_empty()) else {
        return Ok(Filter::Everything);
    };
    let policy: Value = serde_json::from_str(policy).unwrap_or_default();
    let names = policy.get(CONTACT).and_then(Value::as_array).into_iter().flatten();
    Ok(Filter::Contacts(names.filter_map(|name| name.as_str().map(str::to_owned)).collect()))
}

/// Makes a topic, or finds the one there is; gives its ARN.
pub(super) async fn make(client: &Client, stack: &str, topic: &Topic) -> Result<String> {
    let name = match topic {
        Topic::Responder(name) => format!("{stack}-responder-{name}"),
        Topic::Room(name) => format!("{stack}-chat-{name}"),
    };
    let made = client.create_topic().name(name).send().await?;
    made.topic_arn.context("SNS did not name the topic it made")
}
