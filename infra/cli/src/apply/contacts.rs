//! Responders' topics and subscriptions: what there is, what there should be, and the steps between.

use crate::deployment::Deployment;
use crate::local::deliver_url;
use anyhow::{Context, Result};
use aws_sdk_sns::Client;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel};
use callout_domain::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// One change to topics or subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Make a responder's topic.
    MakeTopic(String),
    /// Subscribe an address to a responder's topic.
    Subscribe(String, Subscription),
    /// Remove an address from a responder's topic.
    Unsubscribe(String, Subscription, String),
    /// Remove the topic of a responder who is gone.
    RemoveTopic(String, String),
}

/// An address on a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subscription {
    protocol: String,
    endpoint: String,
    channel: Channel,
}

impl Step {
    /// Whether it makes something, rather than removes it.
    pub(super) fn is_making(&self) -> bool {
        matches!(self, Self::MakeTopic(_) | Self::Subscribe(..))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MakeTopic(name) => write!(f, "+ topic of {name}"),
            Self::Subscribe(name, to) => write!(f, "+ {} of {name}: {}", to.channel, to.endpoint),
            Self::Unsubscribe(name, to, _) => write!(f, "- {} of {name}: {}", to.protocol, to.endpoint),
            Self::RemoveTopic(name, _) => write!(f, "- topic of {name}"),
        }
    }
}

/// Finds what must change so that everybody in the settings, and nobody else, can be reached.
///
/// # Errors
/// SNS does not answer.
pub(super) async fn plan(
    deployment: &Deployment,
    settings: &Settings,
    inbox: Option<&str>,
) -> Result<Vec<Step>> {
    let client = Client::new(&deployment.sdk);
    let topics = topics(&client, &deployment.stack).await?;
    let mut steps = Vec::new();
    for (name, subscriptions) in wanted(settings, inbox) {
        let standing = match topics.get(&name) {
            Some(arn) => standing(&client, arn).await?,
            None => {
                steps.push(Step::MakeTopic(name.clone()));
                BTreeMap::new()
            }
        };
        let missing = subscriptions.iter().filter(|wanted| !standing.contains_key(&key(wanted)));
        steps.extend(missing.map(|wanted| Step::Subscribe(name.clone(), wanted.clone())));
        if name != BUILT_IN_FALLBACK {
            let keep: BTreeSet<_> = subscriptions.iter().map(key).collect();
            let gone = standing.into_iter().filter(|(at, _)| !keep.contains(at));
            steps.extend(gone.map(|((protocol, endpoint), arn)| {
                let channel = if protocol == "email" { Channel::Email } else { Channel::Sms };
                Step::Unsubscribe(name.clone(), Subscription { protocol, endpoint, channel }, arn)
            }));
        }
    }
    let gone = topics.into_iter().filter(|(name, _)| {
        name != BUILT_IN_FALLBACK && !settings.responders.keys().any(|kept| kept.as_str() == name)
    });
    steps.extend(gone.map(|(name, arn)| Step::RemoveTopic(name, arn)));
    Ok(steps)
}

fn key(subscription: &Subscription) -> (String, String) {
    (subscription.protocol.clone(), subscription.endpoint.clone())
}

/// The subscriptions each responder should have. An inbox, where there is one, listens to every channel too.
fn wanted(settings: &Settings, inbox: Option<&str>) -> BTreeMap<String, Vec<Subscription>> {
    let mut all = BTreeMap::new();
    for (name, responder) in &settings.responders {
        let mut subscriptions = Vec::new();
        for contact in &responder.contacts {
            let (protocol, endpoint) = (contact.channel.to_string(), contact.address.clone());
            subscriptions.push(Subscription { protocol, endpoint, channel: contact.channel });
            subscriptions.extend(inbox.map(|inbox| {
                let endpoint = deliver_url(inbox, name.as_str(), contact.channel.as_str(), &contact.address);
                Subscription { protocol: "http".to_owned(), endpoint, channel: contact.channel }
            }));
        }
        all.insert(name.to_string(), subscriptions);
    }
    all
}

/// The topics of responders by name.
async fn topics(client: &Client, stack: &str) -> Result<BTreeMap<String, String>> {
    let mark = format!(":{stack}-responder-");
    let mut found = BTreeMap::new();
    let mut pages = client.list_topics().into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("list the topics of SNS; the operator needs sns:ListTopics")?;
        for arn in page.topics.unwrap_or_default().into_iter().filter_map(|topic| topic.topic_arn) {
            if let Some((_, name)) = arn.split_once(&mark) {
                found.insert(name.to_owned(), arn.clone());
            }
        }
    }
    Ok(found)
}

/// The subscriptions of a topic: protocol and address to ARN. One that waits for confirmation counts.
async fn standing(client: &Client, topic: &str) -> Result<BTreeMap<(String, String), String>> {
    let mut found = BTreeMap::new();
    let mut pages = client.list_subscriptions_by_topic().topic_arn(topic).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.context("list subscriptions; the operator needs sns:ListSubscriptionsByTopic")?;
        for subscription in page.subscriptions.unwrap_or_default() {
            let at = (subscription.protocol.unwrap_or_default(), subscription.endpoint.unwrap_or_default());
            found.insert(at, subscription.subscription_arn.unwrap_or_default());
        }
    }
    Ok(found)
}

/// Carries steps out, in order.
///
/// # Errors
/// SNS refuses a step; the message names it. The next `apply` goes on from there.
pub(super) async fn carry_out(deployment: &Deployment, steps: Vec<Step>) -> Result<()> {
    let client = Client::new(&deployment.sdk);
    for step in steps {
        let what = step.to_string();
        take(&client, &deployment.stack, step).await.with_context(|| format!("carry out `{what}`"))?;
    }
    Ok(())
}

async fn take(client: &Client, stack: &str, step: Step) -> Result<()> {
    match step {
        Step::MakeTopic(name) => drop(make_topic(client, stack, &name).await?),
        Step::Subscribe(name, to) => {
            // Making a topic that exists gives its ARN.
            let topic = make_topic(client, stack, &name).await?;
            let filter = serde_json::json!({ "channel": [to.channel.as_str()] }).to_string();
            let subscribe = client.subscribe().topic_arn(topic).protocol(&to.protocol).endpoint(&to.endpoint);
            subscribe.attributes("FilterPolicy", filter).return_subscription_arn(true).send().await?;
        }
        // AWS removes what was never confirmed by itself; it has no ARN to remove it by.
        Step::Unsubscribe(_, _, arn) if !arn.starts_with("arn:") => {}
        Step::Unsubscribe(_, _, arn) => drop(client.unsubscribe().subscription_arn(arn).send().await?),
        Step::RemoveTopic(_, arn) => drop(client.delete_topic().topic_arn(arn).send().await?),
    }
    Ok(())
}

async fn make_topic(client: &Client, stack: &str, name: &str) -> Result<String> {
    let made = client.create_topic().name(format!("{stack}-responder-{name}")).send().await?;
    made.topic_arn.context("SNS did not name the topic it made")
}
