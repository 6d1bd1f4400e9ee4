//! Looks at a stack.
//! Must not change anything.

use super::call::failed;
use super::site::Site;
use crate::no_stack::is_missing;
use anyhow::Result;
use aws_sdk_cloudformation::types::{Stack, StackStatus};
use std::collections::BTreeMap;

/// The stack of a site, if there is one.
///
/// # Errors
/// AWS does not answer, or may not be asked.
pub(super) async fn find(site: &Site) -> Result<Option<Stack>> {
    match site.cloudformation.describe_stacks().stack_name(&site.stack).send().await {
        Ok(answer) => {
            let stack = answer.stacks.unwrap_or_default().into_iter().next();
            Ok(stack.filter(|stack| stack.stack_status() != Some(&StackStatus::DeleteComplete)))
        }
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(failed("look at the stack")(error)),
    }
}

/// The values of a stack's parameters.
pub(super) fn parameters(stack: Option<&Stack>) -> BTreeMap<String, String> {
    let all = stack.into_iter().flat_map(Stack::parameters);
    all.filter_map(|one| Some((one.parameter_key()?.to_owned(), one.parameter_value()?.to_owned()))).collect()
}

/// What a stack puts out.
pub(crate) fn outputs(stack: &Stack) -> BTreeMap<String, String> {
    let all = stack.outputs().iter();
    all.filter_map(|one| Some((one.output_key()?.to_owned(), one.output_value()?.to_owned()))).collect()
}
