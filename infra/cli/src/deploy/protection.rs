//! Tells AWS as well that a deployment is not to be lost: termination protection and a stack policy.
//! Must not keep anybody from deploying what `callout deploy` allows.

use super::call::failed;
use super::change::is_irreplaceable;
use super::site::Site;
use anyhow::Result;
use aws_sdk_cloudformation::types::Stack;
use serde_json::json;
use std::collections::BTreeSet;

/// Protects a stack; does nothing where it is protected already.
///
/// # Errors
/// AWS may not be asked to.
pub(super) async fn protect(site: &Site, stack: &Stack) -> Result<()> {
    if stack.enable_termination_protection() != Some(true) {
        set_termination_protection(site, true).await?;
    }
    let client = &site.cloudformation;
    let wanted = policy(&irreplaceable(site).await?);
    let active = client.get_stack_policy().stack_name(&site.stack).send().await;
    let active = active.map_err(failed("read the stack policy"))?;
    if active.stack_policy_body().and_then(|body| serde_json::from_str(body).ok()).as_ref() != Some(&wanted) {
        let request = client.set_stack_policy().stack_name(&site.stack).stack_policy_body(wanted.to_string());
        request.send().await.map_err(failed("set the stack policy"))?;
    }
    Ok(())
}

/// Switches termination protection.
///
/// # Errors
/// AWS may not be asked to.
pub(super) async fn set_termination_protection(site: &Site, on: bool) -> Result<()> {
    let request = site.cloudformation.update_termination_protection().stack_name(&site.stack);
    let sent = request.enable_termination_protection(on).send().await;
    sent.map(drop).map_err(failed("switch the stack's termination protection"))
}

/// The logical names of what must never be replaced or removed.
async fn irreplaceable(site: &Site) -> Result<BTreeSet<String>> {
    let pages =
        site.cloudformation.list_stack_resources().stack_name(&site.stack).into_paginator().items().send();
    let all: Result<Vec<_>, _> = pages.try_collect().await;
    let all = all.map_err(failed("list what is in the stack"))?;
    let kept = all.into_iter().filter(|one| one.resource_type().is_some_and(is_irreplaceable));
    Ok(kept.filter_map(|one| one.logical_resource_id).collect())
}

/// Everything may be updated; what cannot be made again may not be replaced or removed (CloudFormation user guide, "Prevent
/// updates to stack resources").
fn policy(irreplaceable: &BTreeSet<String>) -> serde_json::Value {
    let resources: Vec<String> = irreplaceable.iter().map(|id| format!("LogicalResourceId/{id}")).collect();
    json!({ "Statement": [
        { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" },
        { "Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": resources },
    ] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_policy_allows_updates_and_no_loss() {
        let policy = policy(&["Table".to_owned(), "LinkKey".to_owned()].into());
        let deny = &policy["Statement"][1];
        assert_eq!(deny["Resource"], json!(["LogicalResourceId/LinkKey", "LogicalResourceId/Table"]));
        assert_eq!(deny["Action"], json!(["Update:Replace", "Update:Delete"]));
        assert_eq!(policy["Statement"][0]["Action"], "Update:*");
    }
}
