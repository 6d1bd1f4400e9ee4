//! Gathers the facts: each look at AWS by itself, so that one that fails spoils no other.
//! Must not judge, nor write anything.

use super::facts::{Checked, Facts, Sandbox, Sms};
use crate::apply::topics::{Topic, subscriptions, topics};
use crate::deployment::Deployment;
use crate::reason::why;
use crate::subscription_status::Subscriptions;
use anyhow::{Context, Result};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::Statistic;
use aws_sdk_sns::Client;
use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_sdk_sns::types::SmsSandboxPhoneNumberVerificationStatus::Verified;
use callout_aws::load_settings;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::Attempt;
use callout_domain::responder::verification::Verification;
use callout_domain::settings::Settings;
use callout_ports::{IncidentStore as _, Verifications as _};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How far back messages are looked at, and of how many incidents at most: enough to see a dead address, few enough
/// to ask in a second.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);
const MOST_INCIDENTS: usize = 20;
/// How many calls wait for AWS at once: SNS answers such questions 30 times a second, and the SDK tries again.
const AT_ONCE: usize = 8;
/// What an account may spend on text messages each month until AWS raises it (SNS developer guide, "Requesting
/// increases to your monthly SMS spending quota").
const FIRST_LIMIT: f64 = 1.0;
/// A month in one piece of a day each.
const DAY: i32 = 24 * 3600;

/// Everything that is known now.
pub(super) async fn gather(deployment: &Deployment, now: Timestamp) -> Facts {
    let sns = Client::new(&deployment.sdk);
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable());
    let settings = settings.map_err(why);
    let known = settings.clone().ok().flatten().unwrap_or_default();
    let (verifications, topics, fallback, attempts, sms) = tokio::join!(
        verifications(deployment, &known),
        subscriptions_by_topic(deployment, &sns),
        fallback(deployment, &sns),
        attempts(deployment, now),
        sms(deployment, &sns, now),
    );
    Facts {
        now,
        settings,
        verifications: verifications.map_err(why),
        topics: topics.map_err(why),
        fallback: fallback.map_err(why),
        attempts: attempts.map_err(why),
        sms,
    }
}

async fn verifications(deployment: &Deployment, settings: &Settings) -> Result<Vec<Verification>> {
    let of: Vec<(ResponderName, ContactName)> = settings
        .responders
        .iter()
        .flat_map(|(name, responder)| responder.contacts.iter().map(|one| (name.clone(), one.name())))
        .collect();
    Ok(deployment.table.verifications(&of).await?)
}

async fn subscriptions_by_topic(
    deployment: &Deployment,
    sns: &Client,
) -> Result<BTreeMap<Topic, Checked<Subscriptions>>> {
    let topics = topics(sns, &deployment.stack).await?;
    let look = async |(topic, arn): (Topic, String)| {
        let subscriptions = subscriptions(sns, &arn).await.map_err(why);
        (topic, subscriptions)
    };
    Ok(stream::iter(topics).map(look).buffer_unordered(AT_ONCE).collect().await)
}

async fn fallback(deployment: &Deployment, sns: &Client) -> Result<Subscriptions> {
    let outputs = deployment.outputs().await?;
    let topic = outputs.get("FallbackTopicArn").context("the stack has no output FallbackTopicArn")?;
    subscriptions(sns, topic).await
}

/// The messages of the latest incidents.
async fn attempts(deployment: &Deployment, now: Timestamp) -> Result<Vec<Attempt>> {
    let since = now.saturating_sub(LATELY)?;
    let incidents = deployment.table.opened_since(since).await?;
    let latest = incidents.into_iter().take(MOST_INCIDENTS);
    let read = async |incident: callout_domain::incident::Incident| {
        deployment.table.record(&incident.id).await.map(|record| record.attempts)
    };
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

/// What AWS said, in one line, and what the operator may lack.
fn refusal<E>(error: E, action: &str) -> String
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), message) => {
            format!("{action}: {code} {}", message.unwrap_or_default()).trim().to_owned()
        }
        (None, _) => format!("{action}: {}", why(error)),
    }
}
