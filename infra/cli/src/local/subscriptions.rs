//! Sees to it that the inbox gets what topics are told.
//! Must not decide who is notified: responders' subscriptions come from the settings.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_sdk_sns::Client;
use aws_sdk_sns::types::Subscription;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel};
use tokio::time::{Instant, sleep};

use super::inbox::deliver_url;

/// The emulator asks for confirmation at once; the server answers at once.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(10);

/// Subscribes the inbox for the fallback contact, over each channel that the template subscribes in AWS.
pub(super) async fn subscribe_fallback(
    client: &Client,
    topics: [(Channel, &str); 2],
    inbox_url: &str,
) -> Result<()> {
    for (channel, topic_arn) in topics {
        let endpoint = deliver_url(inbox_url, BUILT_IN_FALLBACK, channel.as_str(), "fallback contact");
        let request = client.subscribe().topic_arn(topic_arn).protocol("http").endpoint(endpoint);
        request.send().await.context("subscribe the inbox to the fallback topic")?;
    }
    Ok(())
}

/// Removes what an earlier start at other ports left in kept data.
pub(super) async fn drop_stale(client: &Client, inbox_url: &str) -> Result<()> {
    for subscription in over_http(client).await? {
        if is_ours(&subscription, inbox_url) {
            continue;
        }
        if let Some(arn) = subscription.subscription_arn() {
            client.unsubscribe().subscription_arn(arn).send().await.context("remove an old subscription")?;
        }
    }
    Ok(())
}

/// Messages published before a subscription is confirmed would be lost.
pub(super) async fn wait_until_confirmed(client: &Client, inbox_url: &str) -> Result<()> {
    let give_up = Instant::now() + CONFIRMED_WITHIN;
    for subscription in over_http(client).await? {
        while is_ours(&subscription, inbox_url) && is_pending(client, &subscription).await? {
            if Instant::now() > give_up {
                bail!("the inbox was not subscribed to {}", subscription.topic_arn().unwrap_or_default());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

async fn over_http(client: &Client) -> Result<Vec<Subscription>> {
    let pages = client.list_subscriptions().into_paginator().items().send();
    let all: Vec<Subscription> = pages.try_collect().await.context("list the subscriptions")?;
    Ok(all.into_iter().filter(|subscription| subscription.protocol() == Some("http")).collect())
}

fn is_ours(subscription: &Subscription, inbox_url: &str) -> bool {
    let base = inbox_url.trim_end_matches("inbox");
    subscription.endpoint().is_some_and(|endpoint| endpoint.starts_with(base))
}

async fn is_pending(client: &Client, subscription: &Subscription) -> Result<bool> {
    let arn = subscription.subscription_arn().unwrap_or_default();
    let answer = client
        .get_subscription_attributes()
        .subscription_arn(arn)
        .send()
        .await
        .context("look at a subscription")?;
    let pending = answer.attributes().and_then(|attributes| attributes.get("PendingConfirmation"));
    Ok(pending.is_some_and(|pending| pending == "true"))
}
