//! Deploys the template to the emulator, with the code of `callout deploy`.
//! Must not know what is in the template beyond its parameters and outputs.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, anyhow, bail};
use aws_sdk_cloudformation::types::Stack;

use crate::deploy::{Asked, Nobody, Outcome, Package, Site, Wanted, carry_out};

/// The stack's name, from which the names of all its parts derive.
pub(super) const STACK: &str = "callout";

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
    sdk: &aws_config::SdkConfig,
    template: &str,
    packages: &[Package],
    parameters: BTreeMap<String, String>,
) -> Result<Outputs> {
    let site = Site::find(sdk, STACK).await?;
    let parameters = Asked { given: parameters, where_empty: BTreeMap::new() };
    match carry_out(&site, &Wanted { template, packages, parameters, adopts: false }, &mut Nobody).await? {
        Outcome::Deployed(stack) | Outcome::Unchanged(stack) => Ok(Outputs::of(&stack)),
        Outcome::Discarded => bail!("nobody deployed the stack"),
    }
}
