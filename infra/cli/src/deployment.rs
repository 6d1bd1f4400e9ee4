//! The deployment a command works on.
//! Must not take a stack in AWS for the one that is meant unless somebody named it.

use crate::args::{DeploymentOptions, Target};
use crate::caller::Caller;
use crate::local::{self, Endpoints};
use crate::no_stack::{NoStack, is_missing};
use crate::print;
use crate::reason::why;
use crate::to_type::{callout, remember_place};
use anyhow::{Context, Result, anyhow};
use aws_config::SdkConfig;
use callout_aws::Table;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Incident;
use callout_ports::IncidentStore as _;
use std::collections::HashMap;

/// What to do where no deployment is meant.
const NO_STACK: &str = "no stack: start one on this machine with `cargo callout local`, or name the stack in AWS with \
    --stack NAME (or CALLOUT_STACK)";

/// The stack's name on this machine.
const LOCAL_STACK: &str = "callout";

/// A stack in an account, or on this machine.
#[derive(Debug)]
pub struct Deployment {
    /// The stack's name; every other name follows from it.
    pub stack: String,
    /// How to call AWS.
    pub sdk: SdkConfig,
    /// Incidents and settings.
    pub table: Table,
    /// Where everything is, of a stack on this machine.
    pub local: Option<Endpoints>,
    /// Who works on a stack in AWS; known where something is to be changed.
    pub caller: Option<Caller>,
    /// The responder whom they work for, if they say so.
    pub on_behalf_of: Option<String>,
}

/// What CloudFormation knows about a stack.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    /// What its template puts out, by name.
    pub(crate) outputs: HashMap<String, String>,
    /// What it was deployed with, by name.
    pub(crate) parameters: HashMap<String, String>,
}

impl Deployment {
    /// The deployment the command line means, to look at it.
    ///
    /// # Errors
    /// Nothing runs on the port that was named; or no deployment was named, and nothing runs on this machine.
    pub async fn find(common: &DeploymentOptions) -> Result<Self> {
        let folder = common.local_folder.as_deref();
        let endpoints = match common.target()? {
            Target::Stack(stack) => {
                let sdk = callout_aws::operator_config().await;
                remember_place(&sdk, None);
                return Ok(Self::new(stack, sdk, None));
            }
            Target::Port(port) => local::on_port(folder, port)?,
            Target::Running => {
                let endpoints = local::running(folder).ok().context(NO_STACK)?;
                // Nobody should take the stack on this machine for the one in the account.
                let address = &endpoints.aws.endpoint_url;
                print::aside(format!("(on this machine, {address}; --stack NAME for AWS)"));
                endpoints
            }
        };
        let sdk = endpoints.aws.sdk_config();
        remember_place(&sdk, Some(&endpoints.aws));
        Ok(Self::new(LOCAL_STACK.to_owned(), sdk, Some(endpoints)))
    }

    /// The deployment the command line means, to change something in it: says first in which account that is.
    ///
    /// # Errors
    /// As to look at it; or AWS does not say which account it is.
    pub async fn find_to_change(common: &DeploymentOptions) -> Result<Self> {
        let mut deployment = Self::find(common).await?;
        deployment.on_behalf_of.clone_from(&common.on_behalf_of);
        if deployment.local.is_some() {
            return Ok(deployment);
        }
        let caller = Caller::ask(&deployment.sdk).await;
        let account = caller.as_ref().map_or("unknown", |caller| caller.account.as_str());
        let (region, stack) = (deployment.region(), &deployment.stack);
        print::aside(format!("AWS account {account}, region {region}, stack {stack}"));
        deployment.caller = Some(caller.context("nothing was changed")?);
        Ok(deployment)
    }

    /// A deployment by its parts.
    pub fn new(stack: String, sdk: SdkConfig, local: Option<Endpoints>) -> Self {
        let table = Table::new(&sdk, &stack);
        Self { stack, sdk, table, local, caller: None, on_behalf_of: None }
    }

    /// Where a stack on this machine shows what people are sent.
    pub fn inbox(&self) -> Option<&str> {
        self.local.as_ref().map(|endpoints| endpoints.inbox_url.as_str())
    }

    /// The region.
    pub fn region(&self) -> &str {
        self.sdk.region().map_or("unknown", |region| region.as_ref())
    }

    /// What the stack's template puts out, by name.
    ///
    /// # Errors
    /// There is no such stack, or no permission to look.
    pub async fn outputs(&self) -> Result<HashMap<String, String>> {
        Ok(self.describe().await?.outputs)
    }

    /// What CloudFormation knows about the stack.
    ///
    /// # Errors
    /// There is no such stack, or no permission to look.
    pub(crate) async fn describe(&self) -> Result<Stack> {
        let client = aws_sdk_cloudformation::Client::new(&self.sdk);
        let answer = client.describe_stacks().stack_name(&self.stack).send().await;
        let stack = match answer {
            Ok(answer) => answer.stacks.unwrap_or_default().into_iter().next(),
            Err(error) if is_missing(&error) => None,
            Err(error) => {
                return Err(anyhow!(why(error)).context(format!("look at the stack `{}`", self.stack)));
            }
        };
        let Some(stack) = stack else { return Err(NoStack::find(&self.stack, &self.sdk).await.into()) };
        let outputs = stack.outputs.unwrap_or_default().into_iter();
        let parameters = stack.parameters.unwrap_or_default().into_iter();
        Ok(Stack {
            outputs: outputs.filter_map(|one| Some((one.output_key?, one.output_value?))).collect(),
            parameters: parameters
                .filter_map(|one| Some((one.parameter_key?, one.parameter_value?)))
                .collect(),
        })
    }

    /// Refuses a stack that is not there. Nobody need be allowed to look: what fails then says so itself.
    ///
    /// # Errors
    /// There is no such stack.
    pub(crate) async fn check_exists(&self) -> Result<()> {
        match self.describe().await {
            Err(error) if self.local.is_none() && error.is::<NoStack>() => Err(error),
            _ => Ok(()),
        }
    }

    /// An incident by number or identity.
    ///
    /// # Errors
    /// There is none, or the table does not answer.
    pub async fn incident(&self, wanted: &str) -> Result<Incident> {
        let found = if wanted.starts_with("inc_") {
            self.table.incident(&IncidentId::from(wanted)).await.with_context(|| self.unreachable())?
        } else {
            let number = wanted.trim_start_matches('#').parse::<u64>().ok();
            let number = number
                .with_context(|| format!("`{wanted}` is no incident; write a number like 12, or inc_…"))?;
            self.table.numbered(number).await.with_context(|| self.unreachable())?
        };
        found.with_context(|| format!("there is no incident {wanted}; `{}` lists them", callout("incidents")))
    }

    /// What is open: the worst first, and of those what is open longest.
    ///
    /// # Errors
    /// The table does not answer.
    pub(crate) async fn open_worst_first(&self) -> Result<Vec<Incident>> {
        let open = self.table.open_incidents(usize::MAX).await;
        let mut incidents = open.with_context(|| self.unreachable())?.incidents;
        incidents.sort_by_key(|incident| (incident.severity, incident.opened_at));
        Ok(incidents)
    }

    /// What to do when AWS does not answer.
    pub fn unreachable(&self) -> String {
        match &self.local {
            Some(endpoints) => {
                format!("reach {}; is `cargo callout local` still running?", endpoints.aws.endpoint_url)
            }
            None => match self.sdk.endpoint_url() {
                Some(url) => format!(
                    "reach the table `{}` at {url} (AWS_ENDPOINT_URL); does that still run?",
                    self.stack
                ),
                None => format!(
                    "reach the table `{}`; check AWS credentials and region (`aws sts get-caller-identity`), or name another \
                     stack with --stack",
                    self.stack
                ),
            },
        }
    }
}
