//! Judges the topics of the template: Callout's own alarms and the fallback contact. AWS forgets an address that nobody
//! confirms, and whoever opens the link at the end of a mail unsubscribes; neither is an error anywhere.

use crate::apply::topics::{Address, Subscription, SubscriptionState};
use crate::ready::facts::{Facts, Own, Subscribers};
use crate::ready::finding::{About, Finding, Level};
use crate::subscription_status::{SubscriptionStatus, of_any_subscription, status};
use crate::to_type::{aws, callout};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_domain::settings::Rules;

/// What to do about a mail that was not confirmed.
pub(super) fn confirm(address: &str) -> String {
    format!(
        "do not open the link in AWS's mail: copy it, and `{}`. For a new mail: {}",
        callout("confirm LINK"),
        callout(&format!("confirm {address}"))
    )
}

/// What to do about an address that the link in each mail unsubscribes.
pub(super) fn protect(address: &str) -> String {
    let (again, link) = (callout(&format!("confirm {address}")), callout("confirm LINK"));
    format!("{again}, then `{link}` with the link of AWS's mail")
}

/// What such a link does.
pub(super) const UNPROTECTED: &str =
    "whoever opens the link at the end of a mail, a scanner too, unsubscribes";

/// Where Callout's own alarms go. A stack on this machine has none.
pub(super) fn ops(facts: &Facts) -> Vec<Finding> {
    let about = About::OwnAlarms;
    let own = match &facts.own {
        Ok(own) if facts.inbox.is_none() => own,
        // One line about the topics of the template is enough.
        _ => return Vec::new(),
    };
    let mut found = address(&about, &own.ops);
    if found.is_empty() {
        found.push(match reached(&[&own.ops]) {
            list if list.is_empty() => Finding::new(
                Level::Warning,
                &about,
                "nobody is subscribed: nobody is notified when Callout itself fails",
                callout("deploy --parameter OpsEmail=ADDRESS"),
            ),
            list => Finding::new(Level::Ok, &about, format!("sent by {list}"), ""),
        });
    }
    found
}

/// The fallback contact of the template.
pub(super) fn fallback(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let about = About::Fallback;
    let Own { fallback_email: email, fallback_phone: phone, .. } = match &facts.own {
        Ok(own) => own,
        Err(why) => return vec![Finding::unknown(&about, "who is subscribed to its topics", why)],
    };
    let list = reached(&[phone, email]);
    let mut found: Vec<Finding> = [phone, email].into_iter().flat_map(|one| address(&about, one)).collect();
    if list.is_empty() {
        // Where the settings name somebody, the template's own contact is needed only when the settings fail.
        let (level, when) = match rules.fallback_responder().as_str() {
            BUILT_IN_FALLBACK => (Level::Error, "a page that nobody acknowledges reaches nobody"),
            _ => (Level::Warning, "if the settings cannot be read, a page reaches nobody"),
        };
        found.iter_mut().for_each(|one| one.level = level);
        if found.is_empty() {
            let what = format!("nobody is subscribed: {when}");
            found.push(Finding::new(level, &about, what, fallback_missing()));
        }
    } else if found.is_empty() {
        found.push(Finding::new(Level::Ok, &about, format!("reached by {list}"), ""));
    }
    found.extend([phone, email].into_iter().flat_map(|one| others(&about, one, facts.inbox.as_deref())));
    found
}

/// How the template gets a fallback contact.
fn fallback_missing() -> String {
    format!("{}, or FallbackPhone=NUMBER", callout("deploy --parameter FallbackEmail=ADDRESS"))
}

/// Whoever else is subscribed to a topic that the template was given an address for.
fn others(about: &About, subscribers: &Subscribers, inbox: Option<&str>) -> Vec<Finding> {
    let Some(own) = &subscribers.topic.address else { return Vec::new() };
    let base = inbox.map(|inbox| inbox.trim_end_matches("inbox"));
    let is_shown = |address: &str| base.is_some_and(|base| address.starts_with(base));
    let others = subscribers.subscriptions.iter().filter(|((_, at), _)| at != own && !is_shown(at));
    // Until it is confirmed, a subscription gets nothing, and has no ARN to end it by.
    let others = others.filter(|(_, one)| one.state != SubscriptionState::Unconfirmed);
    let line = |((_, at), one): (&Address, &Subscription)| {
        let parameter = subscribers.topic.parameter;
        let what = format!("{at} is subscribed too, and is not {parameter}: it gets these pages");
        Finding::new(
            Level::Warning,
            about,
            what,
            aws(&format!("sns unsubscribe --subscription-arn {}", one.arn)),
        )
    };
    others.map(line).collect()
}

/// What stands in the way to the address that the template was given for a topic, or to one subscribed by hand.
fn address(about: &About, subscribers: &Subscribers) -> Vec<Finding> {
    let topic = &subscribers.topic;
    let line = |address: &str, status: SubscriptionStatus| {
        let (what, todo) = match status {
            SubscriptionStatus::Unconfirmed => {
                (format!("{address} has not confirmed; AWS sends nothing there"), confirm(address))
            }
            SubscriptionStatus::Unprotected => (format!("{address}: {UNPROTECTED}"), protect(address)),
            SubscriptionStatus::Filtered => (
                format!("a filter keeps messages from {address}"),
                format!("remove the filter of its subscription to {}", topic.arn),
            ),
            _ => return None,
        };
        Some(Finding::new(Level::Warning, about, what, todo))
    };
    let mut found: Vec<Finding> = subscribers
        .subscriptions
        .iter()
        .filter_map(|((protocol, address), one)| line(address, status(protocol, one)))
        .collect();
    let is_there = |address: &str| subscribers.subscriptions.keys().any(|(_, known)| known == address);
    if let Some(address) = topic.address.as_deref().filter(|address| !is_there(address)) {
        let what = format!("{address} ({}) is not subscribed", topic.parameter);
        found.push(Finding::new(Level::Warning, about, what, again(subscribers, address)));
    }
    found
}

/// How to subscribe an address of the template again: CloudFormation takes it for subscribed.
fn again(subscribers: &Subscribers, address: &str) -> String {
    match address.contains('@') {
        true => callout(&format!("confirm {address}")),
        false => aws(&format!(
            "sns subscribe --topic-arn {} --protocol sms --notification-endpoint {address}",
            subscribers.topic.arn
        )),
    }
}

/// The protocols over which any of these topics delivers.
fn reached(all: &[&Subscribers]) -> String {
    let delivering = all.iter().filter(|one| of_any_subscription(&one.subscriptions).delivers());
    let named = |one: &&&Subscribers| match one.topic.parameter {
        "FallbackPhone" => "sms".to_owned(),
        _ => "email".to_owned(),
    };
    delivering.map(|one| named(&one)).collect::<Vec<_>>().join(", ")
}
