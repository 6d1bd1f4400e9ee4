//! Deploys the template to the emulator, the way `sam deploy` deploys it to AWS.
//! Must not know what is in the template beyond its outputs.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::{Capability, Parameter, Stack, StackStatus};

/// The stack's name, from which the names of all its parts derive.
pub(super) const STACK: &str = "callout";

const POLL: Duration = Duration::from_millis(200);

/// What the template says about the deployed stack.
#[derive(Debug, Clone, Default)]
pub struct Outputs(HashMap<String, String>);

impl Outputs {
    fn of(stack: &Stack) -> Self {
        let pair = |output: &aws_sdk_cloudformation::types::Output| {
            Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
        };
        Self(stack.outputs().iter().filter_map(pair).collect())
    }

    /// The output of this name in `infra/template.yaml`.
    ///
    /// # Errors
    /// When the template has no such output.
    pub fn get(&self, name: &str) -> Result<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.ok_or_else(|| anyhow!("the template has no output named {name}"))
    }
}

/// Creates the stack, or updates it if kept data already has it.
pub(super) async fn deploy(
    client: &Client,
    template_url: &str,
    parameters: Vec<Parameter>,
) -> Result<Outputs> {
    if is_there(client).await? {
        update(client, template_url, parameters).await?;
    } else {
        create(client, template_url, parameters).await?;
    }
    let stack = settled(client).await?;
    match stack.stack_status() {
        Some(StackStatus::CreateComplete | StackStatus::UpdateComplete) => Ok(Outputs::of(&stack)),
        status => bail!("the stack is {status:?}:\n{}", failures(client).await?),
    }
}

pub(super) fn parameter(name: &str, value: &str) -> Parameter {
    Parameter::builder().parameter_key(name).parameter_value(value).build()
}

async fn create(client: &Client, template_url: &str, parameters: Vec<Parameter>) -> Result<()> {
    let request = client.create_stack().stack_name(STACK).template_url(template_url);
    let request =
        request.capabilities(Capability::CapabilityIam).capabilities(Capability::CapabilityAutoExpand);
    request.set_parameters(Some(parameters)).send().await.context("create the stack")?;
    Ok(())
}

async fn update(client: &Client, template_url: &str, parameters: Vec<Parameter>) -> Result<()> {
    let request = client.update_stack().stack_name(STACK).template_url(template_url);
    let request =
        request.capabilities(Capability::CapabilityIam).capabilities(Capability::CapabilityAutoExpand);
    request.set_parameters(Some(parameters)).send().await.context("update the stack")?;
    Ok(())
}

async fn is_there(client: &Client) -> Result<bool> {
    let answer = client.list_stacks().send().await.context("list the stacks")?;
    let live = |status: Option<&StackStatus>| status != Some(&StackStatus::DeleteComplete);
    Ok(answer.stack_summaries().iter().any(|it| it.stack_name() == Some(STACK) && live(it.stack_status())))
}

async fn describe(client: &Client) -> Result<Option<Stack>> {
    let answer = client.describe_stacks().stack_name(STACK).send().await.context("describe the stack")?;
    Ok(answer.stacks().first().cloned())
}

async fn settled(client: &Client) -> Result<Stack> {
    loop {
        let stack = describe(client).await?.context("the stack has gone")?;
        let busy = stack.stack_status().is_none_or(|status| status.as_str().ends_with("IN_PROGRESS"));
        if !busy {
            return Ok(stack);
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn failures(client: &Client) -> Result<String> {
    let answer =
        client.describe_stack_events().stack_name(STACK).send().await.context("read the stack's events")?;
    let failed = answer
        .stack_events()
        .iter()
        .filter(|event| event.resource_status().is_some_and(|status| status.as_str().ends_with("FAILED")));
    let lines: Vec<String> = failed
        .map(|event| {
            let reason = event.resource_status_reason().unwrap_or("no reason given");
            format!("  {}: {reason}", event.logical_resource_id().unwrap_or("?"))
        })
        .collect();
    Ok(lines.join("\n"))
}
