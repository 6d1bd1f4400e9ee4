//! Brings a stack into a state in which it can be deployed to, whatever an earlier try left.
//! Must not delete a stack that ever was whole, nor try the same cure twice.

use super::attendant::Attendant;
use super::call::failed;
use super::change_set::token;
use super::event::first_failure;
use super::follow::{Ended, Operation, follow};
use super::site::Site;
use super::stack;
use super::state::{Next, by_hand, mending, next};
use anyhow::{Result, bail};
use aws_sdk_cloudformation::types::{Stack, StackStatus};
use std::collections::BTreeSet;

/// Waits and mends until the stack is whole, or not there; the stack, if it is there.
///
/// # Errors
/// Nobody agrees to mend it, or it cannot be mended; with what to do.
pub(super) async fn ready(site: &Site, attendant: &mut impl Attendant) -> Result<Option<Stack>> {
    let mut tried = BTreeSet::new();
    let mut last = None;
    loop {
        let Some(found) = stack::find(site).await? else { return Ok(None) };
        let Some(status) = found.stack_status().cloned() else { return Ok(Some(found)) };
        match next(Some(&status)) {
            Next::Create => return Ok(None),
            Next::Update => return Ok(Some(found)),
            Next::Wait => {
                attendant.doing(&format!(
                    "Waiting for an operation on {} that runs already ({status})",
                    site.stack
                ));
                last = Some(follow(site, stack_id(&found), &Operation::Running, attendant).await?);
            }
            Next::Unknown => bail!("{}", by_hand(&status, &site.stack, &site.region)),
            cure if tried.insert(status.clone()) => {
                attendant.may_mend(&mending(&status, &site.stack))?;
                last = Some(apply(site, &found, cure, attendant).await?);
            }
            _ => bail!("{}{}", reason(last.as_ref()), by_hand(&status, &site.stack, &site.region)),
        }
    }
}

async fn apply(site: &Site, stack: &Stack, cure: Next, attendant: &mut impl Attendant) -> Result<Ended> {
    let (id, token) = (stack_id(stack), token()?);
    attendant.doing(match cure {
        Next::ContinueRollback | Next::RollBack => "Rolling back",
        _ => "Deleting what an earlier try left",
    });
    let client = &site.cloudformation;
    match cure {
        Next::ContinueRollback => {
            let sent =
                client.continue_update_rollback().stack_name(id).client_request_token(&token).send().await;
            sent.map(drop).map_err(failed("let the rollback go on"))?;
        }
        Next::RollBack => {
            let sent = client.rollback_stack().stack_name(id).client_request_token(&token).send().await;
            sent.map(drop).map_err(failed("roll the update back"))?;
        }
        _ => {
            let sent = client.delete_stack().stack_name(id).client_request_token(&token).send().await;
            sent.map(drop).map_err(failed("delete what an earlier try left"))?;
        }
    }
    follow(site, id, &Operation::Own(token), attendant).await
}

fn stack_id(stack: &Stack) -> &str {
    stack.stack_id().or(stack.stack_name()).unwrap_or_default()
}

fn reason(ended: Option<&Ended>) -> String {
    let failure = ended.and_then(|ended| first_failure(&ended.events));
    let told =
        failure.and_then(|event| Some(format!("{}: {}. ", event.logical_id, event.reason.as_deref()?)));
    told.unwrap_or_default()
}

/// Whether an operation left the stack whole.
pub(super) fn is_whole(status: &str) -> bool {
    [StackStatus::CreateComplete, StackStatus::UpdateComplete, StackStatus::ImportComplete]
        .iter()
        .any(|whole| whole.as_str() == status)
}
