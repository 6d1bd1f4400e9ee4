//! Deploys: from whatever state a stack is in to the one that is wanted.
//! Must not change anything that its attendant did not agree to.

use super::advice::advice;
use super::attendant::{Attendant, Review};
use super::change::check;
use super::change_set::{self, ChangeSet, Draft};
use super::event::first_failure;
use super::follow::{Ended, Operation, follow};
use super::mend::{is_whole, ready};
use super::packages::Package;
use super::parameters::{Asked, declared, to_send};
use super::protection::protect;
use super::site::Site;
use super::template::Table;
use super::upload::upload;
use super::{rest, stack};
use anyhow::{Context, Result, anyhow};
use aws_sdk_cloudformation::types::{Stack, StackStatus, TemplateStage};

/// What is wanted.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) template: &'a str,
    pub(crate) packages: &'a [Package],
    pub(crate) parameters: Asked,
    /// Whether a table that is there already becomes the stack's.
    pub(crate) adopts: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The stack was like that already.
    Unchanged(Box<Stack>),
    /// The stack is like that now.
    Deployed(Box<Stack>),
    /// The changes were only shown.
    Discarded,
}

/// Deploys what is wanted.
///
/// # Errors
/// Something failed or was refused; with what to do.
pub(crate) async fn carry_out(
    site: &Site,
    wanted: &Wanted<'_>,
    attendant: &mut impl Attendant,
) -> Result<Outcome> {
    let found = ready(site, attendant).await?;
    if found.is_none() {
        rest::wait(site, attendant).await?;
    }
    let Some(set) = propose(site, wanted, found.as_ref(), attendant).await? else {
        let stack = found.context("CloudFormation says that an empty stack has all it needs")?;
        protect(site, &stack).await?;
        return Ok(Outcome::Unchanged(Box::new(stack)));
    };
    let review = check(&set.changes).and_then(|()| attendant.review(&set.changes, found.is_none()));
    match review {
        Ok(Review::Execute) => {}
        other => {
            change_set::discard(site, &set).await?;
            return other.map(|_| Outcome::Discarded);
        }
    }
    execute(site, &set, found.is_none(), attendant).await?;
    let stack = stack::find(site).await?.context("the stack has gone")?;
    protect(site, &stack).await?;
    Ok(Outcome::Deployed(Box::new(stack)))
}

/// Uploads, and lets CloudFormation work out what would change.
async fn propose(
    site: &Site,
    wanted: &Wanted<'_>,
    found: Option<&Stack>,
    attendant: &mut impl Attendant,
) -> Result<Option<ChangeSet>> {
    attendant.doing(&format!("Uploading to {}", site.bucket()));
    let deployed = if found.is_some() { template_of(site).await } else { None };
    let table = Table::as_in(deployed.as_deref(), &site.stack, wanted.adopts);
    let uploaded = upload(site, wanted.template, table, wanted.packages).await?;
    attendant.doing(&format!(
        "Uploaded {} of {} packages; comparing with what is deployed",
        uploaded.new,
        wanted.packages.len()
    ));
    let declared = declared(site, &uploaded.template_url).await?;
    let parameters = to_send(&declared, &wanted.parameters, &stack::parameters(found));
    let draft = Draft { is_new: found.is_none(), template_url: &uploaded.template_url, parameters };
    change_set::make(site, draft).await
}

/// The template as it was sent last; none if it may not be read.
async fn template_of(site: &Site) -> Option<String> {
    let request = site.cloudformation.get_template().stack_name(&site.stack);
    request.template_stage(TemplateStage::Original).send().await.ok()?.template_body
}

async fn execute(site: &Site, set: &ChangeSet, is_new: bool, attendant: &mut impl Attendant) -> Result<()> {
    if let Err(error) = change_set::execute(site, set).await {
        // Whoever may not carry it out may well throw it away; if not, the next try makes another.
        let _ = change_set::discard(site, set).await;
        return Err(error);
    }
    attendant.begins(set.changes.len());
    let ended = follow(site, &set.stack_id, &Operation::Own(set.token.clone()), attendant).await?;
    if is_whole(&ended.status) { Ok(()) } else { Err(failure(site, &ended, is_new)) }
}

/// How a failed deployment left the stack.
fn stands(status: &str, is_new: bool) -> &'static str {
    if is_new {
        return "what was made was taken back; table and buckets stay if they hold anything";
    }
    match status == StackStatus::UpdateRollbackComplete.as_str() {
        true => "everything is as it was before",
        false => {
            "it is half rolled back: some parts are new, some old. Run the same command again, it goes on from there"
        }
    }
}

fn failure(site: &Site, ended: &Ended, is_new: bool) -> anyhow::Error {
    let stands = stands(&ended.status, is_new);
    let cause = first_failure(&ended.events).map_or_else(
        || "CloudFormation gives no reason".to_owned(),
        |event| {
            let reason = event.reason.as_deref().unwrap_or("no reason given");
            format!(
                "{} ({}) failed: {reason}\n{}",
                event.logical_id,
                event.kind,
                advice(&event.kind, reason, site)
            )
        },
    );
    anyhow!("the deployment of {} ended {}; {stands}.\n{cause}", site.stack, ended.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_rollback_leaves_everything_as_it_was() {
        assert_eq!(stands("UPDATE_ROLLBACK_COMPLETE", false), "everything is as it was before");
        for status in ["UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"] {
            let told = stands(status, false);
            assert!(told.contains("half rolled back") && told.contains("same command again"), "{told}");
        }
        assert!(stands("ROLLBACK_COMPLETE", true).contains("taken back"));
    }
}
