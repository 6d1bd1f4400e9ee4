//! A change set: made, read, carried out or thrown away.
//! Must not leave one behind that nobody carries out, nor a stack that exists only because of one.

use super::call::failed;
use super::change::Change;
use super::site::Site;
use super::stack;
use anyhow::{Context, Result, bail};
use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{Capability, ChangeSetStatus, ChangeSetType, Parameter, StackStatus};
use callout_domain::ids::hex;

/// How CloudFormation says that nothing would change.
const NO_CHANGES: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// How it names its own checks before anything is made.
const VALIDATION: &str = "EarlyValidation";

/// A change set that can be carried out.
#[derive(Debug)]
pub(super) struct ChangeSet {
    /// Its ARN, or its name.
    id: String,
    /// Which stack.
    pub(super) stack_id: String,
    /// Marks the events of its execution.
    pub(super) token: String,
    /// What it changes, worst first.
    pub(super) changes: Vec<Change>,
}

/// What it is made from.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) is_new: bool,
    pub(super) template_url: &'a str,
    pub(super) parameters: Vec<Parameter>,
}

/// Makes a change set; none if nothing would change.
///
/// # Errors
/// CloudFormation refuses, with its reason.
pub(super) async fn make(site: &Site, draft: Draft<'_>) -> Result<Option<ChangeSet>> {
    let token = token()?;
    let kind = if draft.is_new { ChangeSetType::Create } else { ChangeSetType::Update };
    let request = site.cloudformation.create_change_set().stack_name(&site.stack).change_set_name(&token);
    let request = request.change_set_type(kind).template_url(draft.template_url).client_token(&token);
    let request = request.set_parameters(Some(draft.parameters)).import_existing_resources(true);
    let request =
        request.capabilities(Capability::CapabilityIam).capabilities(Capability::CapabilityAutoExpand);
    let made = request.send().await.map_err(failed("make a change set"))?;
    let id = made.id.unwrap_or_else(|| token.clone());
    let set = ChangeSet { id, stack_id: made.stack_id.unwrap_or_default(), token, changes: Vec::new() };
    let read = read(site, set).await;
    if !matches!(read, Ok(Some(_))) && draft.is_new {
        remove_if_empty(site).await?;
    }
    read
}

/// Waits until it is known what changes.
async fn read(site: &Site, mut set: ChangeSet) -> Result<Option<ChangeSet>> {
    let mut looks = site.looks();
    loop {
        let page = describe(site, &set, None).await?;
        let reason = page.status_reason().unwrap_or_default();
        match page.status() {
            Some(ChangeSetStatus::CreateComplete) => {
                set.changes = changes(site, &set, page).await?;
                return Ok(Some(set));
            }
            Some(ChangeSetStatus::Failed) if NO_CHANGES.iter().any(|it| reason.contains(it)) => {
                delete(site, &set).await?;
                return Ok(None);
            }
            Some(ChangeSetStatus::Failed) => {
                let why = explained(site, &set, reason).await;
                delete(site, &set).await?;
                bail!("nothing was changed: CloudFormation refuses the change: {why}");
            }
            _ => tokio::time::sleep(looks.next().unwrap_or_default()).await,
        }
    }
}

async fn describe(site: &Site, set: &ChangeSet, next: Option<String>) -> Result<DescribeChangeSetOutput> {
    let request = site.cloudformation.describe_change_set().change_set_name(&set.id).set_next_token(next);
    request.stack_name(&site.stack).send().await.map_err(failed("read the change set"))
}

async fn changes(site: &Site, set: &ChangeSet, first: DescribeChangeSetOutput) -> Result<Vec<Change>> {
    let mut all = Vec::new();
    let mut page = first;
    loop {
        all.extend(page.changes().iter().filter_map(|change| change.resource_change()).map(Change::of));
        let Some(next) = page.next_token.take() else { break };
        page = describe(site, set, Some(next)).await?;
    }
    all.sort_by(|one, other| {
        (one.action, &one.kind, &one.logical_id).cmp(&(other.action, &other.kind, &other.logical_id))
    });
    Ok(all)
}

/// The reason, and what CloudFormation's own checks found, which it tells only when asked (CloudFormation user guide,
/// "Validate stack deployments").
async fn explained(site: &Site, set: &ChangeSet, reason: &str) -> String {
    if !reason.contains(VALIDATION) {
        return reason.to_owned();
    }
    let request = site.cloudformation.describe_events().change_set_name(&set.id).stack_name(&site.stack);
    let events = request.send().await.map(|answer| answer.operation_events.unwrap_or_default());
    let found = events.unwrap_or_default().into_iter().filter_map(|event| {
        let why = event.validation_status_reason?;
        Some(format!("{}: {why}", event.logical_resource_id.unwrap_or_default()))
    });
    let found: Vec<String> = found.collect();
    if found.is_empty() { reason.to_owned() } else { found.join("; ") }
}

/// Carries it out; how to know its events.
///
/// # Errors
/// CloudFormation refuses, or may not be asked to.
pub(super) async fn execute(site: &Site, set: &ChangeSet) -> Result<()> {
    let request = site.cloudformation.execute_change_set().change_set_name(&set.id).stack_name(&site.stack);
    let sent = request.client_request_token(&set.token).send().await;
    sent.map(drop).map_err(failed("carry the change set out"))
}

/// Throws it away, and the stack that was made for it.
///
/// # Errors
/// They cannot be deleted.
pub(super) async fn discard(site: &Site, set: &ChangeSet) -> Result<()> {
    delete(site, set).await?;
    remove_if_empty(site).await
}

async fn delete(site: &Site, set: &ChangeSet) -> Result<()> {
    let request = site.cloudformation.delete_change_set().change_set_name(&set.id).stack_name(&site.stack);
    request.send().await.map(drop).map_err(failed("delete the change set"))
}

/// A stack that only holds change sets has nothing in it.
async fn remove_if_empty(site: &Site) -> Result<()> {
    let found = stack::find(site).await?;
    if found.is_none_or(|stack| stack.stack_status() != Some(&StackStatus::ReviewInProgress)) {
        return Ok(());
    }
    let request = site.cloudformation.delete_stack().stack_name(&site.stack);
    request.send().await.map(drop).map_err(failed("delete the empty stack"))
}

/// A new name, which is also a token: letters, digits and hyphens, a letter first.
pub(super) fn token() -> Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    Ok(format!("callout-{}", hex(&bytes)))
}
