//! What a person must still do once a stack is deployed.
//! Must not fail a deployment that succeeded: what cannot be looked at is said.

use super::site::Site;
use crate::reason::why;
use crate::to_type::callout;
use anyhow::Result;
use aws_sdk_sns::Client;
use std::collections::BTreeMap;

/// The topics whose mails must be confirmed, by the output that names them.
const TOPICS: [(&str, &str); 2] = [("OpsTopicArn", "OpsEmail"), ("FallbackEmailTopicArn", "FallbackEmail")];

/// How SNS lists a subscription that nobody has confirmed (SNS API reference, `ListSubscriptionsByTopic`).
const PENDING: &str = "PendingConfirmation";

/// What is left to do, in order.
pub(super) async fn steps(
    site: &Site,
    parameters: &BTreeMap<String, String>,
    outputs: &BTreeMap<String, String>,
    is_new: bool,
) -> Vec<String> {
    let sns = Client::new(&site.sdk);
    let mut steps = confirmations(&sns, outputs).await;
    steps.extend(link_domain(parameters, outputs));
    if is_new {
        steps.push(format!(
            "Write your own infra/config and make it active: {} && {}",
            callout("check"),
            callout("apply")
        ));
        steps.push(
            "For text messages: leave the SNS sandbox, raise the monthly spending quota (it is 1 dollar at first) \
             and, in the US, register a number: AWS console, Amazon SNS, Mobile"
                .to_owned(),
        );
    }
    steps.push(format!(
        "Try it before you need it: {}, then {}",
        callout("test-page fallback"),
        callout("drill")
    ));
    steps
}

/// How links come to use `LinkDomain`, if they do not yet.
fn link_domain(parameters: &BTreeMap<String, String>, outputs: &BTreeMap<String, String>) -> Option<String> {
    let set = |name: &str| parameters.get(name).filter(|value| !value.is_empty());
    let (domain, target) = (set("LinkDomain")?, outputs.get("LinkDomainTarget")?);
    let is_ready = set("LinkDomainReady").is_some_and(|ready| ready == "true");
    (!is_ready && set("LinkBaseUrl").is_none()).then(|| {
        format!(
            "Make this DNS entry: {domain} CNAME {target} (or an alias). Links in pages do not use {domain} yet. Once `{}` says \
             that it answers: {}",
            callout("ready"),
            callout("deploy --parameter LinkDomainReady=true")
        )
    })
}

async fn confirmations(sns: &Client, outputs: &BTreeMap<String, String>) -> Vec<String> {
    let mut steps = Vec::new();
    for (output, parameter) in TOPICS {
        let Some(topic) = outputs.get(output) else { continue };
        match pending(sns, topic).await {
            Ok(addresses) => steps.extend(addresses.iter().map(|address| {
                format!(
                    "Confirm the mail that AWS sent to {address} ({parameter}) within 48 hours: do not click its \
                     link, copy it: {}. Then nobody can unsubscribe {address} with the link that each mail ends with",
                    callout("confirm LINK")
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of `LinkDomain`, with these parameters.
    fn told(parameters: &[(&str, &str)]) -> Option<String> {
        let map = |all: &[(&str, &str)]| {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        link_domain(&map(parameters), &map(&[("LinkDomainTarget", "d111.cloudfront.net")]))
    }

    #[test]
    fn the_dns_entry_of_links_is_named_until_they_use_it() {
        let domain = ("LinkDomain", "go.example.com");
        let step = told(&[domain, ("LinkDomainReady", "false")]).unwrap();
        for words in
            ["go.example.com CNAME d111.cloudfront.net", "callout deploy --parameter LinkDomainReady=true"]
        {
            assert!(step.contains(words), "{step}");
        }
        assert_eq!(told(&[domain, ("LinkDomainReady", "true")]), None);
        assert_eq!(told(&[domain, ("LinkBaseUrl", "https://proxy.example.com/")]), None);
        assert_eq!(told(&[("LinkDomain", "")]), None);
    }
}
