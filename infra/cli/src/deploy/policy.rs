//! `callout deploy --policy`: the permissions of whoever deploys and operates a stack.
//!
//! `policy.json` names each call of every command, which tests/house/template/operating.rs holds against it, and each that
//! CloudFormation makes with the caller's permissions for the types in the template, which deploying.rs there does.

use crate::args::{DeploymentOptions, Target};
use crate::print;
use anyhow::{Context, Result};

const POLICY: &str = include_str!("policy.json");

/// The stack that is meant where none is named.
const STACK: &str = "callout";

/// Prints the policy for the stack that is named.
///
/// # Errors
/// The environment names two deployments.
pub fn policy(common: &DeploymentOptions) -> Result<()> {
    let stack = match common.target()? {
        Target::Stack(stack) => stack,
        Target::Port(_) | Target::Running => STACK.to_owned(),
    };
    print::json(&of(&stack)?)
}

/// The policy for a stack.
fn of(stack: &str) -> Result<serde_json::Value> {
    // Buckets take the stack's name in small letters.
    let text = POLICY.replace("{stack}", stack).replace("{lower}", &stack.to_lowercase());
    serde_json::from_str(&text).context("understand policy.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The most characters of a managed policy, white space left out (IAM user guide, "IAM and AWS STS quotas").
    const MOST: usize = 6_144;

    #[test]
    fn the_policy_names_the_stack_and_fits() {
        let policy = of("My-Stack-of-thirty-seven-characters-x").unwrap().to_string();
        assert!(policy.contains("table/My-Stack-of") && policy.contains("s3:::my-stack-of"), "{policy}");
        assert!(!policy.contains('{') || !policy.contains("{stack}"), "{policy}");
        assert!(policy.len() <= MOST, "{} of {MOST} characters", policy.len());
    }
}
