//! The deployment a command works on.

use crate::args::Common;
use crate::local::Endpoints;
use crate::print;
use anyhow::{Context, Result};
use aws_config::SdkConfig;
use callout_aws::Table;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Incident;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore as _};
use jiff::SignedDuration;
use std::collections::HashMap;

/// How far back an incident is found by its number.
const MEMORY: SignedDuration = SignedDuration::from_hours(24 * 400);

/// A stack in an account, or on this machine.
#[derive(Debug)]
pub struct Deployment {
    /// The stack's name; every other name follows from it.
    pub stack: String,
    /// How to call AWS.
    pub sdk: SdkConfig,
    /// Incidents and settings.
    pub table: Table,
    /// The console of a stack on this machine.
    pub local: Option<Endpoints>,
}

impl Deployment {
    /// The deployment the command line means.
    ///
    /// # Errors
    /// A port was named on which nothing runs.
    pub async fn find(common: &Common) -> Result<Self> {
        let local = match (&common.stack, common.port) {
            (Some(_), _) => None,
            (None, Some(port)) => Some(Endpoints::read(Some(port))?),
            (None, None) => Endpoints::read(None).ok(),
        };
        let stack = common.stack.clone().unwrap_or_else(|| "callout".to_owned());
        Ok(match local {
            Some(endpoints) => {
                if common.port.is_none() {
                    // Nobody should take the stack on this machine for the one in the account.
                    print::aside(format!(
                        "(on this machine, {}; --stack NAME for AWS)",
                        endpoints.aws.endpoint_url
                    ));
                }
                Self::new(stack, endpoints.aws.sdk_config(), Some(endpoints))
            }
            None => Self::new(stack, callout_aws::operator_config().await, None),
        })
    }

    /// A deployment by its parts.
    pub fn new(stack: String, sdk: SdkConfig, local: Option<Endpoints>) -> Self {
        let table = Table::new(&sdk, &stack);
        Self { stack, sdk, table, local }
    }

    /// What the stack's template puts out, by name.
    ///
    /// # Errors
    /// There is no such stack, or no permission to look.
    pub async fn outputs(&self) -> Result<HashMap<String, String>> {
        let client = aws_sdk_cloudformation::Client::new(&self.sdk);
        let answer = client.describe_stacks().stack_name(&self.stack).send().await;
        let answer = answer
            .with_context(|| format!("look at the stack `{}`; is it deployed in this region?", self.stack))?;
        let outputs =
            answer.stacks.unwrap_or_default().into_iter().flat_map(|stack| stack.outputs.unwrap_or_default());
        Ok(outputs.filter_map(|output| Some((output.output_key?, output.output_value?))).collect())
    }

    /// An incident by number or identity.
    ///
    /// # Errors
    /// There is none, or the table does not answer.
    pub async fn incident(&self, wanted: &str) -> Result<Incident> {
        let found = if wanted.starts_with("inc_") {
            self.table.incident(&IncidentId::from(wanted)).await.with_context(|| self.unreachable())?
        } else {
            let number = wanted.trim_start_matches('#').parse::<u64>();
            let number = number
                .with_context(|| format!("`{wanted}` is no incident; write a number like 12, or inc_…"))?;
            let since = SystemClock.now().saturating_sub(MEMORY)?;
            let all = self.table.opened_since(since).await.with_context(|| self.unreachable())?;
            let id = all.into_iter().find(|incident| incident.number == number).map(|incident| incident.id);
            match id {
                Some(id) => self.table.incident(&id).await.with_context(|| self.unreachable())?,
                None => None,
            }
        };
        found.with_context(|| format!("there is no incident {wanted}; `callout incidents` lists them"))
    }

    /// What to do when AWS does not answer.
    pub fn unreachable(&self) -> String {
        match &self.local {
            Some(endpoints) => {
                format!("reach {}; is `callout local` still running?", endpoints.aws.endpoint_url)
            }
            None => format!(
                "reach the table `{}`; check AWS credentials and region (`aws sts get-caller-identity`), name \
                 another stack with --stack, or start `callout local`",
                self.stack
            ),
        }
    }
}
