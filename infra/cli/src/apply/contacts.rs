//! The topics of responders and chat rooms, and their subscriptions: what there is, what there should be, and the steps
//! between.

use super::topics::{Address, FILTER, Filter, Names, Subscription, Topic, make, subscriptions, topics};
use crate::deployment::Deployment;
use crate::local::deliver_url;
use anyhow::{Context, Result};
use aws_sdk_sns::Client;
use callout_aws::CONTACT;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Channel, Contact};
use callout_domain::settings::Settings;
use std::collections::BTreeMap;
use std::fmt;

/// One change to topics or subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Make a topic.
    MakeTopic(Topic),
    /// Subscribe an address.
    Subscribe(Topic, Address, Names),
    /// Let an address that is subscribed hear other contacts' messages too.
    WidenFilter(Topic, Address, Names, String),
    /// Let an address that is subscribed hear these contacts' messages only.
    NarrowFilter(Topic, Address, Names, String),
    /// Remove an address.
    Unsubscribe(Topic, Address, String),
    /// Remove the topic of a responder or room that is gone.
    RemoveTopic(Topic, String),
}

impl Step {
    /// Whether it makes something, rather than removes it.
    pub(super) fn is_making(&self) -> bool {
        matches!(self, Self::MakeTopic(_) | Self::Subscribe(..) | Self::WidenFilter(..))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |names: &Names| names.iter().cloned().collect::<Vec<_>>().join(", ");
        match self {
            Self::MakeTopic(topic) => write!(f, "+ topic of {topic}"),
            Self::Subscribe(topic, to, names) => write!(f, "+ {} of {topic}: {}", list(names), to.1),
            Self::WidenFilter(topic, to, names, _) | Self::NarrowFilter(topic, to, names, _) => {
                write!(f, "~ {} of {topic}: {}", list(names), to.1)
            }
            Self::Unsubscribe(topic, to, _) => write!(f, "- {} of {topic}: {}", to.0, to.1),
            Self::RemoveTopic(topic, _) => write!(f, "- topic of {topic}"),
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
    stored: &Settings,
    inbox: Option<&str>,
) -> Result<Vec<Step>> {
    let client = Client::new(&deployment.sdk);
    let topics = topics(&client, &deployment.stack).await?;
    let wanted = wanted(settings, inbox);
    let mut steps = Vec::new();
    for (topic, addresses) in &wanted {
        let standing = match topics.get(topic) {
            Some(arn) => subscriptions(&client, arn).await?,
            None => {
                steps.push(Step::MakeTopic(topic.clone()));
                BTreeMap::new()
            }
        };
        steps.extend(between(topic, addresses, standing));
    }
    // Only what these settings had before is ours to remove: another stack's topics may be named like ours.
    let before = self::wanted(stored, None);
    let is_gone = |topic: &Topic| !wanted.contains_key(topic) && before.contains_key(topic);
    let gone = topics.into_iter().filter(|(topic, _)| is_gone(topic));
    steps.extend(gone.map(|(topic, arn)| Step::RemoveTopic(topic, arn)));
    Ok(steps)
}

/// What must change on one topic. Rooms are subscribed by their chat application, not by us.
fn between(
    topic: &Topic,
    wanted: &BTreeMap<Address, Names>,
    standing: BTreeMap<Address, Subscription>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    for (address, names) in wanted {
        let (topic, address, names) = (topic.clone(), address.clone(), names.clone());
        match standing.get(&address) {
            None => steps.push(Step::Subscribe(topic, address, names)),
            Some(there) if needs_other_filter(&there.filter, &names) => {
                // Until the settings are in force, the old names are still used.
                let both = names.union(&names_of(&there.filter)).cloned().collect();
                steps.push(Step::WidenFilter(topic.clone(), address.clone(), both, there.arn.clone()));
                steps.push(Step::NarrowFilter(topic, address, names, there.arn.clone()));
            }
            Some(_) => {}
        }
    }
    if let Topic::Responder(_) = topic {
        let gone = standing.into_iter().filter(|(address, _)| !wanted.contains_key(address));
        steps.extend(gone.map(|(address, there)| Step::Unsubscribe(topic.clone(), address, there.arn)));
    }
    steps
}

/// Whether a subscription hears others than it should. One that waits for confirmation cannot be changed.
fn needs_other_filter(filter: &Filter, wanted: &Names) -> bool {
    match filter {
        Filter::Unconfirmed => false,
        Filter::Everything => true,
        Filter::Contacts(names) => names != wanted,
    }
}

fn names_of(filter: &Filter) -> Names {
    match filter {
        Filter::Contacts(names) => names.clone(),
        Filter::Unconfirmed | Filter::Everything => Names::new(),
    }
}

/// The addresses each topic should have. An inbox, where there is one, listens to every contact too.
fn wanted(settings: &Settings, inbox: Option<&str>) -> BTreeMap<Topic, BTreeMap<Address, Names>> {
    let mut all: BTreeMap<Topic, BTreeMap<Address, Names>> = BTreeMap::new();
    for (name, responder) in &settings.responders {
        all.entry(Topic::Responder(name.to_string())).or_default();
        for contact in &responder.contacts {
            let addresses = all.entry(topic_of(name, contact)).or_default();
            let heard_in = inbox.map(|inbox| {
                let (to, channel) = (name.as_str(), contact.channel.as_str());
                ("http".to_owned(), deliver_url(inbox, to, channel, &contact.address))
            });
            for address in subscribed(contact).into_iter().chain(heard_in) {
                addresses.entry(address).or_default().insert(contact.name().to_string());
            }
        }
    }
    all
}

/// The topic that carries a contact's messages.
pub(crate) fn topic_of(responder: &ResponderName, contact: &Contact) -> Topic {
    match contact.channel {
        Channel::Chat => Topic::Room(contact.address.clone()),
        _ => Topic::Responder(responder.to_string()),
    }
}

/// What SNS delivers to; calls and chat rooms have carriers of their own.
pub(crate) fn subscribed(contact: &Contact) -> Option<Address> {
    match contact.channel {
        Channel::Voice | Channel::Chat => None,
        channel => Some((channel.to_string(), contact.address.clone())),
    }
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
        Step::MakeTopic(topic) => drop(make(client, stack, &topic).await?),
        Step::Subscribe(topic, (protocol, endpoint), names) => {
            // Making a topic that exists gives its ARN.
            let arn = make(client, stack, &topic).await?;
            let subscribe = client.subscribe().topic_arn(arn).protocol(protocol).endpoint(endpoint);
            let subscribe = subscribe.attributes(FILTER, filter(&names)).return_subscription_arn(true);
            subscribe.send().await?;
        }
        Step::WidenFilter(_, _, names, arn) | Step::NarrowFilter(_, _, names, arn) => {
            let set = client.set_subscription_attributes().subscription_arn(arn).attribute_name(FILTER);
            set.attribute_value(filter(&names)).send().await?;
        }
        // AWS removes what was never confirmed by itself; it has no ARN to remove it by.
        Step::Unsubscribe(_, _, arn) if !arn.starts_with("arn:") => {}
        Step::Unsubscribe(_, _, arn) => drop(client.unsubscribe().subscription_arn(arn).send().await?),
        Step::RemoveTopic(_, arn) => drop(client.delete_topic().topic_arn(arn).send().await?),
    }
    Ok(())
}

fn filter(names: &Names) -> String {
    serde_json::json!({ CONTACT: names }).to_string()
}
