//! What a person must still do once a stack is deployed.
//! Must not fail a deployment that succeeded: what cannot be looked at is said.

use super::site::Site;
use crate::reason::why;
use anyhow::Result;
use aws_sdk_sns::Client;
use std::collections::BTreeMap;

/// The topics whose mails must be confirmed, by the output that names them.
const TOPICS: [(&str, &str); 2] = [("OpsTopicArn", "OpsEmail"), ("FallbackEmailTopicArn", "FallbackEmail")];

/// How SNS lists a subscription that nobody has confirmed (SNS API reference, `ListSubscriptionsByTopic`).
const PENDING: &str = "PendingConfirmation";

/// What is left to do, in order.
pub(super) async fn steps(site: &Site, outputs: &BTreeMap<String, String>, is_new: bool) -> Vec<String> {
    let sns = Client::new(&site.sdk);
    let mut steps = confirmations(&sns, outputs).await;
    let stack = &site.stack;
    if is_new {
        steps.push(format!(
            "Write your own infra/config and make it active: callout check && callout apply --stack {stack}"
        ));
        steps.push(
            "For text messages: leave the SNS sandbox, raise the monthly spending quota (it is 1 dollar at first) \
             and, in the US, register a number: AWS console, Amazon SNS, Mobile"
                .to_owned(),
        );
    }
    steps.push(format!(
        "Try it before you need it: callout test-page fallback --stack {stack}, then callout drill --stack {stack}"
    ));
    steps
}

async fn confirmations(sns: &Client, outputs: &BTreeMap<String, String>) -> Vec<String> {
    let mut steps = Vec::new();
    for (output, parameter) in TOPICS {
        let Some(topic) = outputs.get(output) else { continue };
        match pending(sns, topic).await {
            Ok(addresses) => steps.extend(addresses.iter().map(|address| {
                format!(
                    "Confirm the mail that AWS sent to {address} ({parameter}) within 48 hours: do not click its \
                     link, copy it: callout confirm LINK. Then nobody can unsubscribe {address} with the link that \
                     each mail ends with"
                )
            })),
            Err(error) => steps.push(format!("See whether {parameter} is confirmed: {}", why(error))),
        }
    }
    steps
}

async fn pending(sns: &Client, topic: &str) -> Result<Vec<String>> {
    let pages = sns.list_subscriptions_by_topic().topic_arn(topic).into_paginator().items().send();
    let all: Vec<_> = pages.try_collect().await?;
    let pending = all.into_iter().filter(|one| one.subscription_arn() == Some(PENDING));
    Ok(pending.filter_map(|one| one.endpoint).collect())
}
