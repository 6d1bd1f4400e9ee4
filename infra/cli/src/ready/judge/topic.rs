//! Judges the topic of one contact: whether its address is subscribed, who else is, and who may publish.

use super::own::{UNPROTECTED, confirm, protect};
use crate::apply::contacts::foreign;
use crate::apply::topics::{Standing, Topic};
use crate::lambda_permission::command;
use crate::ready::facts::Facts;
use crate::ready::finding::{About, Finding, Level};
use crate::subscription_status::{SubscriptionStatus, subscription_status};
use crate::to_type::{aws, callout};
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Channel, Contact};

/// What is wrong with the topic of a contact.
pub(super) fn judge(facts: &Facts, about: &About, name: &ResponderName, contact: &Contact) -> Vec<Finding> {
    let (Some(topic), Ok(topics)) = (Topic::of(name, contact), &facts.topics) else { return Vec::new() };
    let on = |finding: Finding| finding.on(&contact.name());
    let standing = match topics.get(&topic) {
        Some(Ok(standing)) => standing,
        Some(Err(why)) => return vec![on(Finding::unknown(about, "who is subscribed to the topic", why))],
        None => {
            return vec![on(Finding::new(Level::Error, about, "has no topic", callout("apply")))];
        }
    };
    let mut found: Vec<Finding> = delivers(about, contact, standing).into_iter().collect();
    found.extend(invokes(facts, about, &topic, contact));
    found.extend(others(facts, about, contact, standing));
    if !standing.has_policy {
        let what = "everybody in the account may publish to its topic, subscribe to it or delete it";
        found.push(Finding::new(Level::Warning, about, what, callout("apply")));
    }
    found.into_iter().map(on).collect()
}

/// Whether the address receives its messages.
fn delivers(about: &About, contact: &Contact, standing: &Standing) -> Option<Finding> {
    let address = &contact.address;
    let (level, what, todo) = match subscription_status(contact, &standing.subscriptions) {
        SubscriptionStatus::Active | SubscriptionStatus::NotNeeded => return None,
        SubscriptionStatus::Missing if contact.channel == Channel::Chat => (
            Level::Error,
            format!("no chat application is subscribed to the room {address}"),
            "add the room's topic to its channel in Amazon Q Developer in chat applications".to_owned(),
        ),
        SubscriptionStatus::Missing => {
            (Level::Error, format!("{address} is not subscribed"), callout("apply"))
        }
        SubscriptionStatus::Filtered => {
            let what = format!("a filter keeps messages from {address}");
            (Level::Error, what, format!("{} (it takes up to 15 minutes)", callout("apply")))
        }
        SubscriptionStatus::Unconfirmed => (
            Level::Error,
            format!("{address} has not confirmed; AWS sends nothing there"),
            match contact.channel {
                Channel::Email => confirm(address),
                _ => format!(
                    "it must open the SubscribeURL that SNS posts to it; `{}` has SNS post it again once AWS forgot the \
                     address",
                    callout("apply")
                ),
            },
        ),
        SubscriptionStatus::Unprotected => {
            (Level::Warning, format!("{address}: {UNPROTECTED}"), protect(address))
        }
    };
    Some(Finding::new(level, about, what, todo))
}

/// Whether a function lets its topic invoke it.
fn invokes(facts: &Facts, about: &About, topic: &Topic, contact: &Contact) -> Option<Finding> {
    match facts.functions.get(topic)? {
        Ok(true) => None,
        Ok(false) => {
            let stack = facts.stack.as_str();
            let topic = topic.arn(stack, &facts.region, &contact.address);
            let what = "the function does not let SNS invoke it: nothing arrives";
            Some(Finding::new(Level::Error, about, what, command(&contact.address, &topic)))
        }
        Err(why) => Some(Finding::unknown(about, "whether the function lets SNS invoke it", why)),
    }
}

/// Whoever else is subscribed.
fn others(facts: &Facts, about: &About, contact: &Contact, standing: &Standing) -> Vec<Finding> {
    let all = foreign(contact, &standing.subscriptions, facts.inbox.as_deref());
    let line = |at: &crate::apply::topics::Address| {
        let what = format!("{} is subscribed too, and no settings say why: it gets these pages", at.1);
        let arn = standing.subscriptions.get(at).map(|one| one.arn.as_str()).unwrap_or_default();
        let todo = match contact.channel {
            Channel::Chat => aws(&format!("sns unsubscribe --subscription-arn {arn}")),
            _ => callout("apply"),
        };
        Finding::new(Level::Warning, about, what, todo)
    };
    all.into_iter().map(line).collect()
}
