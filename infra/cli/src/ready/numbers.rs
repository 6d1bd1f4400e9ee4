//! What AWS End User Messaging allows, where numbers of our own send or call.
//! Must not judge, nor ask anything where there is no such number.

use super::facts::{Checked, Numbers, SpendLimits};
use super::refusal::refusal;
use crate::deployment::Deployment;
use anyhow::{Context, Result};
use aws_sdk_pinpointsmsvoicev2::Client;
use aws_sdk_pinpointsmsvoicev2::types::{AccountAttributeName, SpendLimitName};
use std::collections::BTreeSet;

/// The list of whoever said STOP, unless a number or pool has another.
const DEFAULT_LIST: &str = "Default";

/// What is allowed; none if the template names no number.
pub(super) async fn numbers(deployment: &Deployment) -> Option<Numbers> {
    let outputs = deployment.outputs().await.ok()?;
    let (text, voice) = (outputs.get("SmsOrigin"), outputs.get("VoiceOrigin"));
    if text.is_none() && voice.is_none() {
        return None;
    }
    let client = Client::new(&deployment.sdk);
    let (limits, in_sandbox, opted_out) =
        tokio::join!(limits(&client), in_sandbox(&client), opted_out(&client, text));
    Some(Numbers { text: text.is_some(), voice: voice.is_some(), limits, in_sandbox, opted_out })
}

async fn limits(client: &Client) -> Checked<SpendLimits> {
    let all = client.describe_spend_limits().into_paginator().items().send();
    let all: Result<Vec<_>, _> = all.try_collect().await;
    let all = all.map_err(|error| refusal(error, "sms-voice:DescribeSpendLimits"))?;
    let limit = |name: SpendLimitName| all.iter().find(|one| one.name == name).map(|one| one.enforced_limit);
    Ok(SpendLimits {
        text: limit(SpendLimitName::TextMessageMonthlySpendLimit),
        voice: limit(SpendLimitName::VoiceMessageMonthlySpendLimit),
    })
}

async fn in_sandbox(client: &Client) -> Checked<bool> {
    let all = client.describe_account_attributes().into_paginator().items().send();
    let all: Result<Vec<_>, _> = all.try_collect().await;
    let all = all.map_err(|error| refusal(error, "sms-voice:DescribeAccountAttributes"))?;
    let tier = all.iter().find(|one| one.name == AccountAttributeName::AccountTier);
    Ok(tier.is_some_and(|tier| tier.value == "SANDBOX"))
}

async fn opted_out(client: &Client, text: Option<&String>) -> Checked<BTreeSet<String>> {
    let Some(origin) = text else { return Ok(BTreeSet::new()) };
    let list = list_of(client, origin).await.map_err(crate::reason::why)?;
    let numbers = client.describe_opted_out_numbers().opt_out_list_name(list).into_paginator().items().send();
    let numbers: Result<Vec<_>, _> = numbers.try_collect().await;
    let numbers = numbers.map_err(|error| refusal(error, "sms-voice:DescribeOptedOutNumbers"))?;
    Ok(numbers.into_iter().map(|one| one.opted_out_number).collect())
}

/// The list of whoever said STOP to a number or pool, by its ARN.
async fn list_of(client: &Client, origin: &str) -> Result<String> {
    let list = if origin.contains(":pool/") {
        let answer = client.describe_pools().pool_ids(origin).send().await;
        let answer = answer.context("look at the pool; the operator needs sms-voice:DescribePools")?;
        answer.pools.unwrap_or_default().into_iter().next().map(|pool| pool.opt_out_list_name)
    } else {
        let answer = client.describe_phone_numbers().phone_number_ids(origin).send().await;
        let answer =
            answer.context("look at the number; the operator needs sms-voice:DescribePhoneNumbers")?;
        answer.phone_numbers.unwrap_or_default().into_iter().next().map(|number| number.opt_out_list_name)
    };
    Ok(list.unwrap_or_else(|| DEFAULT_LIST.to_owned()))
}
