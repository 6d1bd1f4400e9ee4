//! `callout test-page`: a message marked TEST to a responder, and what became of it.
//! Must not touch incidents.

use crate::addressees::{Addressee, addressees};
use crate::apply::topics::{Subscriptions, Topic, subscriptions, topics};
use crate::args::{DeploymentOptions, Whom};
use crate::carrier::Carrier;
use crate::deployment::Deployment;
use crate::own_contacts::with_own_contacts;
use crate::own_topics::OwnTopics;
use crate::print;
use crate::reason::why;
use crate::subscription_status::{SubscriptionStatus, of_any_subscription, subscription_status};
use crate::to_type::callout;
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use aws_sdk_sns::Client;
use callout_aws::load_settings;
use callout_domain::notification::TestMessage;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use serde::Serialize;

/// What became of one message. Outside programs rely on these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Tested {
    responder: String,
    contact: String,
    channel: String,
    state: State,
    /// Why it did not arrive, or what to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    HandedOver,
    NeedsConfirmation,
    NoSubscriber,
    Failed,
}

/// Sends a test to every contact that is meant.
///
/// # Errors
/// There is no such contact, the deployment does not answer, or a message did not get through.
pub async fn test_page(common: &DeploymentOptions, whom: &Whom) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let settings = with_own_contacts(&deployment, settings.unwrap_or_default()).await?;
    let to = addressees(&settings, whom)?;
    let carrier = Carrier::open(&deployment).await?;
    let client = Client::new(&deployment.sdk);
    let mut all = Vec::new();
    for one in &to {
        let status = status_of(&client, &deployment, one).await;
        if one.contacts.is_empty() && to.len() > 1 && matches!(status, Ok(SubscriptionStatus::Missing)) {
            // Either of the fallback contact's two contacts is enough for the template.
            continue;
        }
        let sent = carrier.send(TestMessage::Test, one, SystemClock.now()).await.map_err(why);
        all.push(tested(one, sent, status.map_err(why)));
    }
    report(common, whom, &all)
}

/// The subscription status of a contact; a name with several addresses is as good as the worst of them.
async fn status_of(client: &Client, deployment: &Deployment, to: &Addressee) -> Result<SubscriptionStatus> {
    if to.contacts.is_empty() {
        let own = OwnTopics::find(deployment).await?;
        let topic = own.fallback(to.channel);
        return Ok(of_any_subscription(&subscriptions(client, &topic.arn).await?));
    }
    let topics = topics(client, &deployment.stack).await?;
    let mut worst = SubscriptionStatus::Active;
    for contact in &to.contacts {
        let topic = Topic::of(&to.responder, contact).and_then(|topic| topics.get(&topic));
        let subscriptions = match topic {
            Some(topic) => subscriptions(client, topic).await?,
            None => Subscriptions::new(),
        };
        worst = worst.min(subscription_status(contact, &subscriptions));
    }
    Ok(worst)
}

fn tested(to: &Addressee, sent: Result<(), String>, status: Result<SubscriptionStatus, String>) -> Tested {
    let (state, why) = match (sent, status) {
        (Err(why), _) => (State::Failed, Some(why)),
        (Ok(()), Ok(status)) if status.delivers() => (State::HandedOver, None),
        (Ok(()), Err(why)) => (State::HandedOver, Some(format!("could not check who is subscribed: {why}"))),
        (Ok(()), Ok(SubscriptionStatus::Unconfirmed)) => (
            State::NeedsConfirmation,
            Some("AWS asked this address for a confirmation; until then it sends nothing there".to_owned()),
        ),
        (Ok(()), Ok(SubscriptionStatus::Missing)) => (
            State::NoSubscriber,
            Some(format!("the address is not subscribed; `{}` mends it", callout("apply"))),
        ),
        (Ok(()), Ok(_)) => (
            State::NoSubscriber,
            Some(format!("a filter keeps messages from this address; `{}` removes it", callout("apply"))),
        ),
    };
    let (responder, contact) = (to.responder.to_string(), to.contact.to_string());
    Tested { responder, contact, channel: to.channel.to_string(), state, why }
}

fn report(common: &DeploymentOptions, whom: &Whom, all: &[Tested]) -> Result<()> {
    if common.json {
        print::json(&all)?;
    } else {
        let row = |one: &Tested| {
            let why = one.why.clone().unwrap_or_default();
            [one.contact.clone(), one.channel.clone(), shown(one.state), why]
        };
        print::table(["contact", "channel", "test", ""], all.iter().map(row));
    }
    match all.iter().filter(|one| one.state != State::HandedOver).count() {
        0 if all.is_empty() => bail!(
            "nobody is subscribed to the fallback contact: {}, or FallbackPhone=NUMBER, then confirm the mail",
            callout("deploy --parameter FallbackEmail=ADDRESS")
        ),
        0 => Ok(()),
        1 => bail!("one contact of {} would not be reached", whom.responder),
        many => bail!("{many} contacts of {} would not be reached", whom.responder),
    }
}

fn shown(state: State) -> String {
    match state {
        State::HandedOver => print::coloured("handed over", AnsiColor::Green),
        State::NeedsConfirmation => print::coloured("needs confirmation", AnsiColor::Red),
        State::NoSubscriber => print::coloured("no subscriber", AnsiColor::Red),
        State::Failed => print::coloured("failed", AnsiColor::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::settings::Settings;

    fn check(sent: Result<(), &str>, status: Result<SubscriptionStatus, &str>, state: State, says: &str) {
        let settings: Settings = toml::from_str(
            "[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'sms', address = '+15550100' }]",
        )
        .unwrap();
        let whom = Whom { responder: "ana".to_owned(), contact: None };
        let to = addressees(&settings, &whom).unwrap().remove(0);
        let tested = tested(&to, sent.map_err(str::to_owned), status.map_err(str::to_owned));
        assert_eq!(tested.state, state);
        assert!(tested.why.unwrap_or_default().contains(says), "{says}");
    }

    #[test]
    fn what_sns_took_may_still_reach_nobody() {
        check(Ok(()), Ok(SubscriptionStatus::Active), State::HandedOver, "");
        check(Ok(()), Ok(SubscriptionStatus::Unconfirmed), State::NeedsConfirmation, "confirmation");
        check(Ok(()), Ok(SubscriptionStatus::Missing), State::NoSubscriber, "callout apply");
        check(Ok(()), Ok(SubscriptionStatus::Filtered), State::NoSubscriber, "callout apply");
        check(Ok(()), Err("denied"), State::HandedOver, "could not check who is subscribed: denied");
        check(
            Err("there is no such topic"),
            Ok(SubscriptionStatus::Missing),
            State::Failed,
            "there is no such topic",
        );
    }
}
