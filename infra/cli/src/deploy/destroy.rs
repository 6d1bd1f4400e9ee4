//! `callout destroy`: removes a stack, and says first what it keeps.
//! Must not delete the table or a bucket.

use super::attendant::Attendant as _;
use super::call::failed;
use super::change::is_irreplaceable;
use super::change_set::token;
use super::command::site;
use super::event::first_failure;
use super::follow::{Operation, follow};
use super::protection::set_termination_protection;
use super::site::Site;
use super::terminal::AtTerminal;
use super::{stack, state};
use crate::args::{DeploymentOptions, Destroy};
use crate::print;
use crate::question::name;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use aws_sdk_cloudformation::types::{Stack, StackResourceSummary, StackStatus};
use serde::Serialize;

/// Kept although it cannot be made again: CloudFormation deletes it, and without a stack no link opens anything.
const LINK_KEY: &str = "AWS::SecretsManager::Secret";

/// The report for programs. They rely on these names.
#[derive(Debug, Serialize)]
struct Report<'a> {
    account: &'a str,
    region: &'a str,
    stack: &'a str,
    /// `destroyed`, or `missing` if there was no stack.
    outcome: &'static str,
    /// What stays, by type and name.
    kept: Vec<[String; 2]>,
}

/// The command.
///
/// # Errors
/// Nobody agrees, or CloudFormation fails; with what to do.
pub async fn destroy(common: &DeploymentOptions, args: &Destroy) -> Result<()> {
    let site = site(common).await?;
    let Some(found) = stack::find(&site).await? else {
        return report(common, &site, "missing", Vec::new());
    };
    let kept = kept(&site).await?;
    announce(common, &site, &kept);
    agree(args, &site)?;
    delete(common, &site, &found).await?;
    report(common, &site, "destroyed", kept)
}

/// What the stack holds that outlasts it: type and name.
async fn kept(site: &Site) -> Result<Vec<[String; 2]>> {
    let pages =
        site.cloudformation.list_stack_resources().stack_name(&site.stack).into_paginator().items().send();
    let all: Result<Vec<StackResourceSummary>, _> = pages.try_collect().await;
    let all = all.map_err(failed("list what is in the stack"))?;
    let outlasts = |one: &StackResourceSummary| {
        one.resource_type().is_some_and(|kind| is_irreplaceable(kind) && kind != LINK_KEY)
    };
    Ok(all
        .iter()
        .filter(|one| outlasts(one))
        .map(|one| {
            let kind = one.resource_type().unwrap_or_default().trim_start_matches("AWS::");
            [kind.to_owned(), one.physical_resource_id().unwrap_or_default().to_owned()]
        })
        .collect())
}

fn announce(common: &DeploymentOptions, site: &Site, kept: &[[String; 2]]) {
    if common.json {
        return;
    }
    print::line(format!("Destroys the stack {}: nobody is paged any more. It keeps:", site.stack));
    print::table(["type", "name"], kept.iter().cloned());
    print::line(format!(
        "The table is used again by the next `{1}`; buckets are not, and their content stays. The topics of responders and \
         rooms ({0}-responder-…, {0}-chat-…) stay too. Links in messages already sent stop working.",
        site.stack,
        callout("deploy")
    ));
}

fn agree(args: &Destroy, site: &Site) -> Result<()> {
    if args.yes {
        return Ok(());
    }
    match name(&format!("Type the stack's name to destroy it ({})", site.stack)) {
        Some(typed) if typed == site.stack => Ok(()),
        Some(_) => bail!("nothing was changed: that is not the stack's name"),
        None => bail!("nothing was changed: without a terminal, add --yes"),
    }
}

async fn delete(common: &DeploymentOptions, site: &Site, found: &Stack) -> Result<()> {
    let mut attendant = AtTerminal::new(site.stack.clone(), common.json, true, false);
    let id = found.stack_id().context("CloudFormation gave the stack no id")?;
    let operation = if found.stack_status() == Some(&StackStatus::DeleteInProgress) {
        attendant.doing("Waiting for a deletion that runs already");
        Operation::Running
    } else {
        if found.enable_termination_protection() == Some(true) {
            set_termination_protection(site, false).await?;
        }
        attendant.doing(&format!("Deleting {}", site.stack));
        let token = token()?;
        let sent =
            site.cloudformation.delete_stack().stack_name(id).client_request_token(&token).send().await;
        sent.map_err(failed("delete the stack"))?;
        Operation::Own(token)
    };
    let ended = follow(site, id, &operation, &mut attendant).await?;
    attendant.end();
    if ended.status == StackStatus::DeleteComplete.as_str() {
        return Ok(());
    }
    let cause = first_failure(&ended.events).map_or_else(String::new, |event| {
        format!("{}: {}. ", event.logical_id, event.reason.as_deref().unwrap_or("no reason given"))
    });
    let by_hand = state::by_hand(&StackStatus::from(ended.status.as_str()), &site.stack, &site.region);
    bail!("the stack {} is {}: {cause}{by_hand}", site.stack, ended.status)
}

fn report(
    common: &DeploymentOptions,
    site: &Site,
    outcome: &'static str,
    kept: Vec<[String; 2]>,
) -> Result<()> {
    if common.json {
        let (account, region, stack) = (site.account.as_str(), site.region.as_str(), site.stack.as_str());
        return print::json(&Report { account, region, stack, outcome, kept });
    }
    match outcome {
        "missing" => {
            print::line(format!("There is no stack {} in {}/{}.", site.stack, site.account, site.region))
        }
        _ => print::line(format!(
            "{} is destroyed. What it keeps is above; to delete the table as well: aws dynamodb update-table --region \
             {1} --table-name {0} --no-deletion-protection-enabled && aws dynamodb delete-table --region {1} \
             --table-name {0}",
            site.stack, site.region
        )),
    }
    Ok(())
}
