//! Gathers the facts: each look at AWS by itself, so that one that fails spoils no other.
//! Must not judge, nor write anything.

use super::facts::{Checked, Facts, Own, Sandbox, Sms, Subscribers};
use super::links::links;
use super::mail::subscriber_mail;
use super::numbers::numbers;
use super::passwords::status_pages;
use super::refusal::refusal;
use crate::apply::topics::{Standing, Topic, look, subscriptions, topics};
use crate::deployment::Deployment;
use crate::lambda_account::{Concurrency, concurrency};
use crate::lambda_permission::may_invoke;
use crate::live::with_decisions;
use crate::own_contacts::{changes, people, verifications};
use crate::own_topics::{OwnTopic, OwnTopics};
use crate::reason::why;
use crate::report_pages::pages;
use anyhow::{Context, Result};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::Statistic;
use aws_sdk_sns::Client;
use aws_sdk_sns::types::SmsSandboxPhoneNumberVerificationStatus::Verified;
use callout_aws::load_settings;
use callout_domain::incident::Incident;
use callout_domain::notification::Attempt;
use callout_domain::person::People;
use callout_domain::responder::Channel;
use callout_domain::settings::Settings;
use callout_ports::IncidentStore as _;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How far back messages are looked at, and of how many incidents at most: enough to see a dead address, few enough
/// to ask in a second.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);
const MOST_INCIDENTS: usize = 20;
/// How many are looked through for what customers read.
const MOST_READ_AS_OPEN: usize = 200;
/// How many calls wait for AWS at once: SNS answers such questions 30 times a second, and the SDK tries again.
const AT_ONCE: usize = 8;
/// What an account may spend on text messages each month until AWS raises it (SNS developer guide, "Requesting
/// increases to your monthly SMS spending quota").
const FIRST_LIMIT: f64 = 1.0;
/// A month in one piece of a day each.
const DAY: i32 = 24 * 3600;

/// The active settings, with what people decided beside them and changed for themselves.
async fn in_force(deployment: &Deployment) -> Result<(Option<Settings>, People)> {
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let Some(settings) = settings else { return Ok((None, People::default())) };
    let people = people(deployment, &settings).await?;
    let settings = with_decisions(deployment, people.merged(settings)).await?;
    Ok((Some(settings), people))
}

/// Everything that is known now.
pub(super) async fn gather(deployment: &Deployment, now: Timestamp) -> Facts {
    let sns = Client::new(&deployment.sdk);
    let (settings, people) = in_force(deployment)
        .await
        .map_err(why)
        .map_or_else(|why| (Err(why), People::default()), |(settings, people)| (Ok(settings), people));
    let known = settings.clone().ok().flatten().unwrap_or_default();
    let (verifications, topics, own, functions, concurrency) = tokio::join!(
        verifications(deployment, &known, &people),
        standing_topics(deployment, &sns),
        own_topics(deployment, &sns),
        functions(deployment, &known),
        concurrency_of(deployment),
    );
    let (attempts, read_as_open, sms, numbers, mail, links, report_pages, status_pages) = tokio::join!(
        attempts(deployment, now),
        read_as_open(deployment, now),
        sms(deployment, &sns, now),
        numbers(deployment),
        subscriber_mail(deployment),
        links(deployment),
        pages(deployment, &known),
        status_pages(deployment)
    );
    Facts {
        now,
        stack: deployment.stack.clone(),
        region: deployment.region().to_owned(),
        settings,
        changed: changes(&people),
        verifications: verifications.map_err(why),
        topics: topics.map_err(why),
        own: own.map_err(why),
        functions,
        links,
        report_pages: report_pages.map_err(why),
        concurrency: concurrency.map_err(why),
        inbox: deployment.inbox().map(str::to_owned),
        attempts: attempts.map_err(why),
        sms,
        numbers,
        mail,
        read_as_open: read_as_open.map_err(why),
        status_pages: status_pages.map_err(why),
    }
}

/// Incidents of late that are over, and customers still read that they go on.
async fn read_as_open(deployment: &Deployment, now: Timestamp) -> Result<Vec<u64>> {
    let since = now.saturating_sub(LATELY)?;
    let latest = deployment.table.newest_opened((since, Timestamp::MAX), MOST_READ_AS_OPEN).await?;
    let is_read_as_open = |incident: &Incident| !incident.is_open() && incident.customers_wait();
    Ok(latest.iter().filter(|incident| is_read_as_open(incident)).map(|incident| incident.number).collect())
}

async fn standing_topics(
    deployment: &Deployment,
    sns: &Client,
) -> Result<BTreeMap<Topic, Checked<Standing>>> {
    let topics = topics(sns, &deployment.stack).await?;
    let look = async |(topic, arn): (Topic, String)| (topic, look(sns, &arn).await.map_err(why));
    Ok(stream::iter(topics).map(look).buffer_unordered(AT_ONCE).collect().await)
}

async fn own_topics(deployment: &Deployment, sns: &Client) -> Result<Own> {
    let OwnTopics { ops, fallback_email, fallback_phone } = OwnTopics::find(deployment).await?;
    let subscribers = async |topic: OwnTopic| {
        let subscriptions = subscriptions(sns, &topic.arn).await?;
        Ok::<_, anyhow::Error>(Subscribers { topic, subscriptions })
    };
    let (ops, fallback_email, fallback_phone) =
        tokio::try_join!(subscribers(ops), subscribers(fallback_email), subscribers(fallback_phone))?;
    Ok(Own { ops, fallback_email, fallback_phone })
}

/// Whether functions let their topics invoke them; on this machine nobody asks.
async fn functions(deployment: &Deployment, settings: &Settings) -> BTreeMap<Topic, Checked<bool>> {
    let mut found = BTreeMap::new();
    if deployment.local.is_some() {
        return found;
    }
    for (name, responder) in &settings.responders {
        for contact in responder.contacts.iter().filter(|contact| contact.channel == Channel::Lambda) {
            let Some(topic) = Topic::of(name, contact) else { continue };
            let arn = topic.arn(&deployment.stack, deployment.region(), &contact.address);
            let may = may_invoke(&deployment.sdk, &contact.address, &arn).await.map_err(why);
            found.insert(topic, may);
        }
    }
    found
}

async fn concurrency_of(deployment: &Deployment) -> Result<Option<Concurrency>> {
    match deployment.local {
        Some(_) => Ok(None),
        None => concurrency(&deployment.sdk).await.map(Some),
    }
}

/// The messages of the latest incidents.
async fn attempts(deployment: &Deployment, now: Timestamp) -> Result<Vec<Attempt>> {
    let since = now.saturating_sub(LATELY)?;
    let latest = deployment.table.newest_opened((since, Timestamp::MAX), MOST_INCIDENTS).await?;
    let read =
        async |incident: Incident| deployment.table.record(&incident.id).await.map(|record| record.attempts);
    let all: Vec<Vec<Attempt>> =
        stream::iter(latest).map(read).buffer_unordered(AT_ONCE).try_collect().await?;
    Ok(all.concat())
}

async fn sms(deployment: &Deployment, sns: &Client, now: Timestamp) -> Sms {
    let (spent, limit, sandbox, opted_out) =
        tokio::join!(spent(deployment, now), limit(sns), sandbox(sns), opted_out(sns));
    Sms { spent: spent.map_err(why), limit, sandbox, opted_out }
}

/// The metric only grows within a month, and is written only when text messages go out.
async fn spent(deployment: &Deployment, now: Timestamp) -> Result<f64> {
    let month = now.to_zoned(TimeZone::UTC).first_of_month()?.start_of_day()?.timestamp();
    let instant = |at: Timestamp| DateTime::from_secs(at.as_second());
    let answer = aws_sdk_cloudwatch::Client::new(&deployment.sdk)
        .get_metric_statistics()
        .namespace("AWS/SNS")
        .metric_name("SMSMonthToDateSpentUSD")
        .start_time(instant(month))
        .end_time(instant(now))
        .period(DAY)
        .statistics(Statistic::Maximum)
        .send()
        .await
        .map_err(|error| anyhow::anyhow!(refusal(error, "cloudwatch:GetMetricStatistics")))?;
    let days = answer.datapoints.unwrap_or_default().into_iter().filter_map(|day| day.maximum);
    Ok(days.fold(0.0, f64::max))
}

async fn limit(sns: &Client) -> Checked<f64> {
    let answer = sns.get_sms_attributes().attributes("MonthlySpendLimit").send().await;
    let answer = answer.map_err(|error| refusal(error, "sns:GetSMSAttributes"))?;
    let limit = answer.attributes().and_then(|all| all.get("MonthlySpendLimit"));
    Ok(limit.and_then(|limit| limit.parse().ok()).unwrap_or(FIRST_LIMIT))
}

async fn sandbox(sns: &Client) -> Checked<Sandbox> {
    let answer = sns.get_sms_sandbox_account_status().send().await;
    let answer = answer.map_err(|error| refusal(error, "sns:GetSMSSandboxAccountStatus"))?;
    if !answer.is_in_sandbox() {
        return Ok(Sandbox::Left);
    }
    let numbers = sns.list_sms_sandbox_phone_numbers().into_paginator().items().send();
    let numbers: Result<Vec<_>, _> = numbers.try_collect().await;
    let numbers = numbers.map_err(|error| refusal(error, "sns:ListSMSSandboxPhoneNumbers"));
    Ok(Sandbox::Inside(numbers.map(|all| {
        let verified = all.into_iter().filter(|one| one.status() == Some(&Verified));
        verified.filter_map(|one| one.phone_number).collect()
    })))
}

async fn opted_out(sns: &Client) -> Checked<BTreeSet<String>> {
    let numbers = sns.list_phone_numbers_opted_out().into_paginator().items().send();
    let numbers: Result<Vec<String>, _> = numbers.try_collect().await;
    let numbers = numbers.map_err(|error| refusal(error, "sns:ListPhoneNumbersOptedOut"))?;
    Ok(numbers.into_iter().collect())
}
