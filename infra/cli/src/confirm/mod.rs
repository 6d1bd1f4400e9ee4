//! `callout confirm`: confirms a mail address with credentials, so that the link at the end of each mail cannot end its
//! subscription (SNS developer guide, "email subscription that requires authentication to unsubscribe").
//! Must not confirm anything that is not of the stack that was named.

mod gap;
mod link;
#[cfg(test)]
mod tests;

use crate::apply::topics::{
    Subscription, SubscriptionState, Subscriptions, Topic, state, subscriptions, topics,
};
use crate::args::{Confirm, DeploymentOptions};
use crate::deployment::Deployment;
use crate::own_topics::OwnTopics;
use crate::subscription_status::{SubscriptionStatus, status};
use crate::to_type::callout;
use crate::{print, question};
use anyhow::{Context, Result, bail};
use aws_sdk_sns::Client;
use aws_sdk_sns::error::ProvideErrorMetadata as _;
use gap::Gap;
use link::Link;
use serde::Serialize;

/// What became of one subscription. Outside programs rely on these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Outcome {
    topic: String,
    address: String,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// Unsubscribing needs credentials now.
    Confirmed,
    /// It was like that before.
    AlreadyConfirmed,
    /// Somebody had confirmed it with a click: it was subscribed anew, and AWS sends a new mail.
    AskedAgain,
    /// It was not confirmed, or gone: AWS sends a new mail.
    Asked,
}

/// The command, with the link of AWS's mail, or a mail address that needs a new mail.
///
/// # Errors
/// It is no such link, it is too old, nobody agrees to a gap, or SNS does not answer.
pub async fn confirm(common: &DeploymentOptions, args: &Confirm) -> Result<()> {
    let wanted = args.link.as_str();
    let gap = Gap { yes: args.yes, force: args.force, ask: question::ask };
    let is_address = wanted.contains('@') && !wanted.contains("://");
    let link = if is_address { None } else { Some(Link::parse(wanted)?) };
    let deployment = Deployment::find_to_change(common).await?;
    let sns = Client::new(&deployment.sdk);
    let all = match link {
        Some(link) => {
            let account = deployment.caller.as_ref().map(|caller| caller.account.as_str());
            check_place(&link, &deployment.stack, deployment.region(), account)?;
            vec![by_link(&sns, &link, &deployment.stack, gap).await?]
        }
        None => by_address(&deployment, &sns, wanted.trim(), gap).await?,
    };
    if common.json {
        return print::json(&all);
    }
    all.iter().for_each(|outcome| print::line(sentence(outcome)));
    Ok(())
}

/// Refuses a link of another stack, region or account.
fn check_place(link: &Link, stack: &str, region: &str, account: Option<&str>) -> Result<()> {
    let (of_region, of_account, name) = (link.part(3), link.part(4), link.part(5));
    if of_region != region {
        bail!("the link is of region {of_region}, this is {region}: set AWS_REGION={of_region}");
    }
    if account.is_some_and(|account| account != of_account) {
        bail!("the link is of account {of_account}: use credentials of that account");
    }
    if !name.starts_with(&format!("{stack}-")) {
        bail!("the topic {name} does not belong to the stack {stack}: name its stack with --stack");
    }
    Ok(())
}

async fn by_link(sns: &Client, link: &Link, stack: &str, gap: Gap) -> Result<Outcome> {
    let gap = (stack, gap);
    let request = sns.confirm_subscription().topic_arn(&link.topic).token(&link.token);
    match request.authenticate_on_unsubscribe("true").send().await {
        Ok(answer) => {
            let arn = answer.subscription_arn.context("SNS did not name the subscription")?;
            protect(sns, link, gap, &arn, State::Confirmed).await
        }
        Err(error) => match (error.code(), error.message().unwrap_or_default()) {
            // As DataBiosphere/azul pull request 4194 met it.
            (Some("AuthorizationError"), why) if why.contains("already confirmed") => {
                let arn = confirmed_before(sns, link).await?;
                protect(sns, link, gap, &arn, State::AlreadyConfirmed).await
            }
            (Some("InvalidParameter" | "InvalidParameterException"), why) if why.contains("oken") => {
                bail!("{}", too_old(link))
            }
            (Some("NotFound" | "NotFoundException"), _) => bail!(
                "the topic {} is gone: the address was changed or removed since. `{}` asks whoever is in the settings now",
                link.part(5),
                callout("apply")
            ),
            _ => Err(error).context("confirm the subscription; the operator needs sns:ConfirmSubscription"),
        },
    }
}

fn too_old(link: &Link) -> String {
    let address = link.endpoint.as_deref().unwrap_or("ADDRESS");
    format!(
        "AWS does not take this link: each is good for two days, and until a newer mail is sent. For a new mail: {}",
        callout(&format!("confirm {address}"))
    )
}

/// The subscription that a link stands for, which somebody confirmed before.
async fn confirmed_before(sns: &Client, link: &Link) -> Result<String> {
    let all = subscriptions(sns, &link.topic).await?.into_iter();
    let mails = all.filter(|((protocol, _), _)| protocol == "email");
    let meant =
        mails.filter(|((_, address), _)| link.endpoint.as_ref().is_none_or(|endpoint| endpoint == address));
    let meant: Vec<Subscription> = meant.map(|(_, one)| one).collect();
    match meant.as_slice() {
        [one] => Ok(one.arn.clone()),
        _ => bail!(
            "somebody confirmed this link before, and it does not say for which address: {}",
            callout("confirm ADDRESS")
        ),
    }
}

/// Sees to it that unsubscribing needs credentials: if not, the address is subscribed anew.
async fn protect(
    sns: &Client,
    link: &Link,
    (stack, gap): (&str, Gap),
    arn: &str,
    state_now: State,
) -> Result<Outcome> {
    let topic = link.topic.as_str();
    let attributes = sns.get_subscription_attributes().subscription_arn(arn).send().await;
    let attributes = attributes.context("read back the subscription; sns:GetSubscriptionAttributes")?;
    let endpoint = attributes.attributes().and_then(|all| all.get("Endpoint")).cloned();
    let address = endpoint.or_else(|| link.endpoint.clone()).context("SNS did not name the address")?;
    let protected =
        matches!(state(sns, arn).await?, SubscriptionState::Confirmed { authenticated: true, .. });
    let state = if protected {
        state_now
    } else {
        let is_last = is_last_subscriber(topic, stack, &subscriptions(sns, topic).await?);
        gap.check(topic, &address, is_last)?;
        subscribe_anew(sns, topic, &address, Some(arn)).await?;
        State::AskedAgain
    };
    Ok(Outcome { topic: topic.to_owned(), address, state })
}

/// Every subscription of an address to topics of the stack.
async fn by_address(deployment: &Deployment, sns: &Client, address: &str, gap: Gap) -> Result<Vec<Outcome>> {
    let own = OwnTopics::find(deployment).await?;
    let mut arns: Vec<String> = topics(sns, &deployment.stack).await?.into_values().collect();
    arns.extend([&own.ops, &own.fallback_email].map(|topic| topic.arn.clone()));
    let at = ("email".to_owned(), address.to_owned());
    let mut found = Vec::new();
    for topic in arns {
        let there = subscriptions(sns, &topic).await?;
        let Some(one) = there.get(&at) else { continue };
        if status("email", one) == SubscriptionStatus::Unprotected {
            gap.check(&topic, address, is_last_subscriber(&topic, &deployment.stack, &there))?;
        }
        found.push((topic, one.clone()));
    }
    let mut all = Vec::new();
    for (topic, one) in found {
        let state = ask(sns, &topic, address, &one).await?;
        all.push(Outcome { topic, address: address.to_owned(), state });
    }
    // AWS forgets an address that nobody confirms, and CloudFormation never notices.
    for topic in [own.ops, own.fallback_email] {
        let forgotten = all.iter().all(|one| one.topic != topic.arn);
        if forgotten && topic.address.as_deref() == Some(address) {
            subscribe_anew(sns, &topic.arn, address, None).await?;
            all.push(Outcome { topic: topic.arn, address: address.to_owned(), state: State::Asked });
        }
    }
    if all.is_empty() {
        bail!(
            "{address} is subscribed to no topic of {}: `{}` subscribes the contacts of the settings",
            deployment.stack,
            callout("apply")
        );
    }
    Ok(all)
}

async fn ask(sns: &Client, topic: &str, address: &str, one: &Subscription) -> Result<State> {
    match status("email", one) {
        SubscriptionStatus::Unconfirmed => {
            subscribe_anew(sns, topic, address, None).await?;
            Ok(State::Asked)
        }
        SubscriptionStatus::Unprotected => {
            subscribe_anew(sns, topic, address, Some(&one.arn)).await?;
            Ok(State::AskedAgain)
        }
        _ => Ok(State::AlreadyConfirmed),
    }
}

/// Whether a topic is one of the template, with at most one address that receives its messages.
fn is_last_subscriber(topic: &str, stack: &str, subscriptions: &Subscriptions) -> bool {
    let receives =
        |one: &&Subscription| matches!(one.state, SubscriptionState::Confirmed { filtered: false, .. });
    Topic::parse(topic, stack).is_none() && subscriptions.values().filter(receives).count() <= 1
}

/// Has AWS send a new mail. What is confirmed must go first: SNS keeps the way in which it was confirmed.
async fn subscribe_anew(sns: &Client, topic: &str, address: &str, confirmed: Option<&str>) -> Result<()> {
    if let Some(arn) = confirmed {
        let gone = sns.unsubscribe().subscription_arn(arn).send().await;
        gone.context("unsubscribe; the operator needs sns:Unsubscribe")?;
    }
    let asked = sns.subscribe().topic_arn(topic).protocol("email").endpoint(address).send().await;
    asked.with_context(|| {
        let confirm = callout(&format!("confirm {address}"));
        format!("subscribe {address} again; it gets nothing until `{confirm}` succeeds")
    })?;
    Ok(())
}

fn sentence(outcome: &Outcome) -> String {
    let Outcome { topic, address, state } = outcome;
    let name = topic.rsplit(':').next().unwrap_or(topic);
    let then = format!(
        "AWS sends {address} a new mail now. Do not open its link: copy it, and run `{}`. Until then nothing of {name} \
         arrives there.",
        callout("confirm LINK")
    );
    match state {
        State::Confirmed => {
            format!("{address} gets what is sent to {name}. No link in a mail can end that.")
        }
        State::AlreadyConfirmed => {
            format!("{address} was confirmed before, and no link in a mail can end that.")
        }
        State::AskedAgain => format!(
            "Somebody, or a program that checks mails, had opened the link of {address}: the link at the end of each mail \
             would have unsubscribed it. It is unsubscribed, and subscribed anew. {then}"
        ),
        State::Asked => then,
    }
}
