//! A stack that is not there, with those that are.
//! Must not change anything.

use crate::caller::Caller;
use crate::to_type::callout;
use aws_config::SdkConfig;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::ProvideErrorMetadata;
use aws_sdk_cloudformation::types::Stack;
use std::fmt;

/// What Callout's stacks put out, and others hardly.
const OUTPUT: &str = "IncidentEventsTopicArn";

/// There is no stack of this name.
#[derive(Debug)]
pub(crate) struct NoStack {
    name: String,
    region: String,
    /// The account's number, if AWS says it.
    account: Option<String>,
    /// Callout's stacks that are there; none if nobody may look.
    there: Option<Vec<String>>,
}

impl NoStack {
    /// Looks which stacks there are instead.
    pub(crate) async fn find(name: &str, sdk: &SdkConfig) -> Self {
        let pages = Client::new(sdk).describe_stacks().into_paginator().items().send();
        let all: Result<Vec<Stack>, _> = pages.try_collect().await;
        let is_ours = |stack: &Stack| stack.outputs().iter().any(|one| one.output_key() == Some(OUTPUT));
        let names =
            |all: Vec<Stack>| all.into_iter().filter(is_ours).filter_map(|stack| stack.stack_name).collect();
        Self {
            name: name.to_owned(),
            region: sdk.region().map(ToString::to_string).unwrap_or_default(),
            account: Caller::ask(sdk).await.ok().map(|caller| caller.account),
            there: all.ok().map(names),
        }
    }
}

impl fmt::Display for NoStack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, region, account, there } = self;
        let account = account.as_deref().unwrap_or("unknown");
        write!(f, "there is no stack {name} in {region} of account {account}")?;
        match there.as_deref() {
            None => Ok(()),
            Some([]) => write!(f, "; you have none there: `{}` makes it", callout("deploy")),
            Some(all) => write!(f, "; you have: {}", all.join(", ")),
        }
    }
}

impl std::error::Error for NoStack {}

/// Whether CloudFormation knows no such stack. There is no error of its own for it (CloudFormation API reference,
/// `DescribeStacks`).
pub(crate) fn is_missing(error: &impl ProvideErrorMetadata) -> bool {
    error.message().is_some_and(|said| said.contains("does not exist"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(there: Option<&[&str]>) -> String {
        let there = there.map(|all| all.iter().map(|&name| name.to_owned()).collect());
        let account = Some("111122223333".to_owned());
        NoStack { name: "shpo".to_owned(), region: "eu-west-1".to_owned(), account, there }.to_string()
    }

    #[test]
    fn those_that_are_there_are_named() {
        let begins = "there is no stack shpo in eu-west-1 of account 111122223333";
        assert_eq!(told(Some(&["shop", "stage"])), format!("{begins}; you have: shop, stage"));
        assert!(told(Some(&[])).ends_with("`callout deploy` makes it"), "{}", told(Some(&[])));
        assert_eq!(told(None), begins);
    }

    #[test]
    fn the_template_has_the_output_by_which_it_is_known() {
        assert!(include_str!("../../template.yaml").contains(&format!("\n  {OUTPUT}: ")));
    }
}
