//! `callout deploy`: looks before it builds, builds, shows what would change, asks, deploys, and says what is left to do.

use super::architecture::Architecture;
use super::carry_out::{Outcome, Wanted, carry_out};
use super::change::Change;
use super::declared::check_values;
use super::packages::Package;
use super::parameters::Asked;
use super::site::Site;
use super::stack::outputs;
use super::table::LeftBehind;
use super::template::functions;
use super::terminal::AtTerminal;
use super::{after, build, packages, policy, preflight, show, stack, state, table};
use crate::args::{Deploy, DeploymentOptions, Target};
use crate::caller::Caller;
use crate::lambda_account::Concurrency;
use crate::to_type::remember_place;
use crate::{lambda_account, print, ready};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use aws_sdk_cloudformation::types::Stack;
use serde::Serialize;
use std::collections::BTreeMap;

/// The template that this command was built with.
const TEMPLATE: &str = include_str!("../../../template.yaml");

/// Who is notified of failures in Callout, and who is paged when nobody else can be.
const EMAILS: [&str; 2] = ["OpsEmail", "FallbackEmail"];

/// Keeps a flood at the public URL from starving pages.
const CAPPED: &str = "WebhooksReservedConcurrency";

/// The report for programs. They rely on these names.
#[derive(Debug, Serialize)]
struct Report<'a> {
    account: &'a str,
    region: &'a str,
    stack: &'a str,
    /// `deployed`, `unchanged` or `dry_run`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    changes: &'a [Change],
    outputs: BTreeMap<String, String>,
    todo: Vec<String>,
}

/// The command.
///
/// # Errors
/// Something is in the way, nobody agrees, or CloudFormation fails; always with what to do.
pub async fn command(common: &DeploymentOptions, args: &Deploy) -> Result<()> {
    if args.policy {
        return policy::policy(common);
    }
    let site = site(common).await?;
    let template = template(args)?;
    let found = stack::find(&site).await?;
    let found = found.filter(|stack| state::is_kept(stack.stack_status()));
    let mut asked = asked(args);
    let previous = stack::parameters(found.as_ref());
    preflight::check_region(&site, args.any_region)?;
    check_values(&template, &asked, &previous)?;
    preflight::check_parameters(asked.effective(&previous))?;
    let quota = quota(&site).await;
    let left = if found.is_none() { table::left_behind(&site).await? } else { LeftBehind::default() };
    left.said.iter().for_each(print::aside);
    if found.is_none() {
        // Later, whatever is set stays.
        let cap = quota.and_then(preflight::cap).map(|cap| (CAPPED.to_owned(), cap.to_string()));
        asked.where_empty.extend(cap);
    }
    let (packages, architecture) = packages(args, &template, previous.get("Architecture")).await?;
    let asked = with_architecture(asked, architecture)?;
    let wanted = Wanted { template: &template, packages: &packages, parameters: asked, adopts: left.adopts };
    let place = format!("{} in {}/{}", site.stack, site.account, site.region);
    let mut attendant = AtTerminal::new(place, common.json, args.yes, args.dry_run);
    let outcome = carry_out(&site, &wanted, &mut attendant).await;
    attendant.end();
    report(common, &site, outcome?, &attendant.changes, found.is_none()).await
}

/// What the account may run at once; said where it is little, and where nobody may look.
async fn quota(site: &Site) -> Option<Concurrency> {
    let quota = lambda_account::concurrency(&site.sdk).await;
    let hint = match &quota {
        Ok(quota) => preflight::hint(*quota, &site.region),
        Err(error) => {
            Some(format!("Could not see how many functions the account may run at once: {error:#}"))
        }
    };
    hint.iter().for_each(|hint| print::aside(print::coloured(hint, AnsiColor::Yellow)));
    quota.ok()
}

/// Which stack in which account: said before anything else.
pub(super) async fn site(common: &DeploymentOptions) -> Result<Site> {
    let Target::Stack(stack) = common.target()? else {
        bail!(
            "name the stack: --stack NAME (or CALLOUT_STACK); a stack on this machine is deployed by `cargo callout local`"
        )
    };
    preflight::check_name(&stack)?;
    let sdk = callout_aws::operator_config().await;
    remember_place(&sdk, None);
    let caller = Caller::ask(&sdk).await.context("nothing was changed")?;
    let site = Site::of(&sdk, &stack, caller.account)?;
    print::aside(format!("AWS account {}, region {}, stack {stack}", site.account, site.region));
    Ok(site)
}

fn template(args: &Deploy) -> Result<String> {
    let Some(file) = &args.template else { return Ok(TEMPLATE.to_owned()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    if functions(&text).is_empty() {
        bail!("{} names no function's package (CodeUri: …/FUNCTION/bootstrap.zip)", file.display());
    }
    Ok(text)
}

fn asked(args: &Deploy) -> Asked {
    let mut given: BTreeMap<String, String> = args.parameters.iter().cloned().collect();
    given.extend(args.phone.iter().map(|phone| ("FallbackPhone".to_owned(), phone.clone())));
    let email = args.email.iter().flat_map(|email| EMAILS.map(|name| (name.to_owned(), email.clone())));
    Asked { given, where_empty: email.collect() }
}

/// The packages, built if none were named, and what they were built for.
async fn packages(
    args: &Deploy,
    template: &str,
    deployed: Option<&String>,
) -> Result<(Vec<Package>, Architecture)> {
    let functions = functions(template);
    let folder = match &args.packages {
        Some(folder) => folder.clone(),
        None => build::build(&functions, wanted_architecture(args, deployed)).await?,
    };
    let packages = packages::read(&folder, &functions)?;
    let architecture = packages::architecture(&packages)?;
    Ok((packages, architecture))
}

fn wanted_architecture(args: &Deploy, deployed: Option<&String>) -> Architecture {
    let named = args.parameters.iter().find(|(name, _)| name == "Architecture").map(|(_, value)| value);
    match named.or(deployed).map(String::as_str) {
        Some("x86_64") => Architecture::X86_64,
        _ => Architecture::Arm64,
    }
}

/// The parameter follows the packages.
fn with_architecture(mut asked: Asked, architecture: Architecture) -> Result<Asked> {
    let named = asked.given.insert("Architecture".to_owned(), architecture.to_string());
    match named.filter(|named| named != architecture.as_str()) {
        Some(named) => bail!(
            "nothing was changed: Architecture={named} was asked for, but the packages were built for {architecture}; \
             build them for {named}, or leave the parameter out"
        ),
        None => Ok(asked),
    }
}

async fn report(
    common: &DeploymentOptions,
    site: &Site,
    outcome: Outcome,
    changes: &[Change],
    is_new: bool,
) -> Result<()> {
    let (word, stack) = match outcome {
        Outcome::Deployed(stack) => ("deployed", Some(stack)),
        Outcome::Unchanged(stack) => ("unchanged", Some(stack)),
        Outcome::Discarded => ("dry_run", None),
    };
    let outputs = stack.as_deref().map(outputs).unwrap_or_default();
    let parameters = stack::parameters(stack.as_deref());
    // After a deployment that was cut off, the next one finds nothing to change: what must be confirmed is said then, too.
    let todo = match word {
        "dry_run" => Vec::new(),
        _ => after::steps(site, &parameters, &outputs, is_new).await,
    };
    if common.json {
        let (account, region) = (site.account.as_str(), site.region.as_str());
        let status = stack.as_deref().and_then(Stack::stack_status).map(|status| status.as_str());
        return print::json(&Report {
            account,
            region,
            stack: &site.stack,
            outcome: word,
            status,
            changes,
            outputs,
            todo,
        });
    }
    match word {
        "deployed" => {
            let done = print::coloured(format!("{} is deployed", site.stack), AnsiColor::Green);
            print::line(format!("{done} ({}).", show::count_done(changes)));
            report_state(common, &outputs, &todo).await;
        }
        "unchanged" => {
            print::line(format!("Nothing to change: {} is deployed like this.", site.stack));
            report_state(common, &outputs, &todo).await;
        }
        _ => print::line(format!("Nothing was changed: this was a dry run ({}).", show::count(changes))),
    }
    Ok(())
}

/// Where everything is, what a person must still do, and whether a page would arrive.
async fn report_state(common: &DeploymentOptions, outputs: &BTreeMap<String, String>, todo: &[String]) {
    let rows = ["ConsoleUrl", "RespondUrl", "StatusPageUrl", "EventsUrl", "HeartbeatUrl", "AlarmTopicArn"];
    let rows = rows.into_iter().filter_map(|name| Some([name.to_owned(), outputs.get(name)?.clone()]));
    print::table(["output", "value"], rows);
    let steps = todo.iter().enumerate().map(|(number, step)| [(number + 1).to_string(), step.clone()]);
    if !todo.is_empty() {
        print::table(["", "still to do"], steps);
    }
    if let Err(error) = ready::ready(common).await {
        print::aside(print::coloured(error, AnsiColor::Yellow));
    }
}
