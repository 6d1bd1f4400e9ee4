//! The topics of responders and chat rooms, and their subscriptions: what there is, what there should be, and the steps
//! between.

#[cfg(test)]
mod tests;

use super::topics::{
    Address, Standing, SubscriptionState, Subscriptions, Topic, drop_filter, look, make, set_policy, topics,
};
use crate::deployment::Deployment;
use crate::local::deliver_url;
use anyhow::{Context, Result};
use aws_sdk_sns::Client;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Channel, Contact};
use callout_domain::settings::Settings;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many calls wait for AWS at once: SNS answers such questions 30 times a second, and the SDK tries again.
const AT_ONCE: usize = 8;

/// One change to a topic or its subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    topic: Topic,
    /// Who is reached over the topic, in words.
    whose: String,
    change: Change,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    MakeTopic,
    /// Leave to IAM who may use the topic that is there.
    SetPolicy(String),
    Subscribe(Address),
    /// Let everything through to an address that is subscribed.
    DropFilter(Address, String),
    Unsubscribe(Address, String),
    RemoveTopic {
        arn: String,
        /// Whether the settings of before use it.
        in_use: bool,
    },
}

impl Step {
    /// Whether it makes something, rather than removes it.
    pub(super) fn is_making(&self) -> bool {
        !matches!(self.change, Change::Unsubscribe(..) | Change::RemoveTopic { .. })
    }

    /// Whether it removes what a function that read the settings of before may still publish to.
    pub(super) fn is_in_use(&self) -> bool {
        matches!(self.change, Change::RemoveTopic { in_use: true, .. })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { whose, change, .. } = self;
        match change {
            Change::MakeTopic => write!(f, "+ topic for {whose}"),
            Change::SetPolicy(_) => {
                write!(f, "~ policy of the topic for {whose}: only IAM says who may use it")
            }
            Change::Subscribe(to) => write!(f, "+ subscription of {} to the topic for {whose}", to.1),
            Change::DropFilter(to, _) => {
                write!(f, "~ subscription of {} to the topic for {whose}: no filter", to.1)
            }
            Change::Unsubscribe(to, _) => {
                write!(f, "- subscription of {} to the topic for {whose}: in no settings", to.1)
            }
            Change::RemoveTopic { .. } => write!(f, "- topic for {whose}"),
        }
    }
}

/// What a topic is for, and who should be subscribed to it.
#[derive(Debug, Default)]
struct Wanted {
    whose: String,
    addresses: BTreeSet<Address>,
}

/// Finds what must change so that everybody in the settings, and nobody else, can be reached.
///
/// # Errors
/// SNS does not answer.
pub(super) async fn plan(
    deployment: &Deployment,
    settings: &Settings,
    stored: &Settings,
    inbox: Option<&str>,
) -> Result<Vec<Step>> {
    let client = Client::new(&deployment.sdk);
    let there = topics(&client, &deployment.stack).await?;
    let wanted = wanted(settings, inbox);
    let known: BTreeMap<Topic, String> =
        there.clone().into_iter().filter(|(topic, _)| wanted.contains_key(topic)).collect();
    let look =
        async |(topic, arn): (Topic, String)| Ok::<_, anyhow::Error>((topic, look(&client, &arn).await?));
    let standing: BTreeMap<Topic, Standing> =
        stream::iter(known).map(look).buffer_unordered(AT_ONCE).try_collect().await?;
    let mut steps = Vec::new();
    for (topic, wanted) in &wanted {
        let there = there.get(topic).zip(standing.get(topic));
        steps.extend(between(topic, wanted, there.map(|(arn, standing)| (arn.as_str(), standing))));
    }
    steps.extend(gone(there, &wanted, stored, settings));
    Ok(steps)
}

/// What must change on one topic. Rooms are subscribed by their chat application, not by us.
fn between(topic: &Topic, wanted: &Wanted, there: Option<(&str, &Standing)>) -> Vec<Step> {
    let step = |change| Step { topic: topic.clone(), whose: wanted.whose.clone(), change };
    let Some((arn, Standing { subscriptions, has_policy })) = there else {
        let subscribe = wanted.addresses.iter().cloned().map(Change::Subscribe);
        return [Change::MakeTopic].into_iter().chain(subscribe).map(step).collect();
    };
    let mut changes = Vec::new();
    if !has_policy {
        changes.push(Change::SetPolicy(arn.to_owned()));
    }
    for address in &wanted.addresses {
        match subscriptions.get(address) {
            None => changes.push(Change::Subscribe(address.clone())),
            Some(one) if matches!(one.state, SubscriptionState::Confirmed { filtered: true, .. }) => {
                changes.push(Change::DropFilter(address.clone(), one.arn.clone()));
            }
            Some(_) => {}
        }
    }
    if let Topic::Responder(_) = topic {
        // AWS removes what was never confirmed by itself; it has no ARN to remove it by.
        let foreign = subscriptions.iter().filter(|(_, one)| one.arn.starts_with("arn:"));
        let foreign = foreign.filter(|(address, _)| !wanted.addresses.contains(*address));
        changes.extend(foreign.map(|(address, one)| Change::Unsubscribe(address.clone(), one.arn.clone())));
    }
    changes.into_iter().map(step).collect()
}

/// Topics that nobody needs any more. Only those of a responder or room that these settings have or had are ours to
/// remove: another stack's topics may be named like ours.
fn gone(
    there: BTreeMap<Topic, String>,
    wanted: &BTreeMap<Topic, Wanted>,
    stored: &Settings,
    settings: &Settings,
) -> Vec<Step> {
    let before = self::wanted(stored, None);
    let known =
        |name: &ResponderName| settings.responders.contains_key(name) || stored.responders.contains_key(name);
    let whose = |topic: &Topic| match (before.get(topic), topic) {
        (Some(before), _) => Some(before.whose.clone()),
        (None, Topic::Responder(one)) if known(&one.responder) => {
            Some(format!("{}, an address of before", one.responder))
        }
        (None, _) => None,
    };
    let gone = there.into_iter().filter(|(topic, _)| !wanted.contains_key(topic));
    let step = |(topic, arn)| {
        let change = Change::RemoveTopic { arn, in_use: before.contains_key(&topic) };
        Some(Step { whose: whose(&topic)?, topic, change })
    };
    gone.filter_map(step).collect()
}

/// The topics there should be. An inbox, where there is one, is subscribed to each too.
fn wanted(settings: &Settings, inbox: Option<&str>) -> BTreeMap<Topic, Wanted> {
    let mut all: BTreeMap<Topic, Wanted> = BTreeMap::new();
    for (name, responder) in &settings.responders {
        for contact in &responder.contacts {
            let Some(topic) = Topic::of(name, contact) else { continue };
            let wanted = all.entry(topic).or_default();
            wanted.whose = match contact.channel {
                Channel::Chat => format!("the room {}", contact.address),
                channel => format!("{name}, {channel} {}", contact.address),
            };
            let shown = inbox.map(|inbox| {
                let (to, channel) = (name.as_str(), contact.channel.as_str());
                ("http".to_owned(), deliver_url(inbox, to, channel, &contact.address))
            });
            wanted.addresses.extend(subscribed(contact).into_iter().chain(shown));
        }
    }
    all
}

/// What SNS delivers to; calls and chat rooms have carriers of their own.
pub(crate) fn subscribed(contact: &Contact) -> Option<Address> {
    match contact.channel {
        Channel::Voice | Channel::Chat => None,
        channel => Some((channel.to_string(), contact.address.clone())),
    }
}

/// The subscriptions of a contact's topic that get its messages and that its settings do not explain. A room has those of chat
/// applications; a stack on this machine has its inbox.
pub(crate) fn foreign<'a>(
    contact: &Contact,
    subscriptions: &'a Subscriptions,
    inbox: Option<&str>,
) -> Vec<&'a Address> {
    let own = subscribed(contact);
    let shown = inbox.map(|inbox| inbox.trim_end_matches("inbox"));
    let explained = |address: &&Address| {
        let chat = contact.channel == Channel::Chat && address.1.trim_end_matches('/') == CHAT_APPLICATION;
        let shown = shown.is_some_and(|base| address.1.starts_with(base));
        own.as_ref() == Some(*address) || chat || shown
    };
    let receiving = subscriptions.iter().filter(|(_, one)| one.state != SubscriptionState::Unconfirmed);
    receiving.map(|(address, _)| address).filter(|address| !explained(address)).collect()
}

/// Where Amazon Q Developer in chat applications has SNS deliver.
const CHAT_APPLICATION: &str = "https://global.sns-api.chatbot.amazonaws.com";

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

async fn take(client: &Client, stack: &str, Step { topic, change, .. }: Step) -> Result<()> {
    match change {
        Change::MakeTopic => drop(make(client, stack, &topic).await?),
        Change::SetPolicy(arn) => set_policy(client, &arn).await?,
        Change::Subscribe((protocol, endpoint)) => {
            // Making a topic that exists gives its ARN.
            let arn = client.create_topic().name(topic.name(stack)).send().await?.topic_arn;
            let arn = arn.context("SNS did not name the topic")?;
            let subscribe = client.subscribe().topic_arn(arn).protocol(protocol).endpoint(endpoint);
            subscribe.return_subscription_arn(true).send().await?;
        }
        Change::DropFilter(_, arn) => drop_filter(client, &arn).await?,
        Change::Unsubscribe(_, arn) => drop(client.unsubscribe().subscription_arn(arn).send().await?),
        Change::RemoveTopic { arn, .. } => drop(client.delete_topic().topic_arn(arn).send().await?),
    }
    Ok(())
}
