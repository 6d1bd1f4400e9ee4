//! Signed addresses, made with the deployment's own key.

use crate::deployment::Deployment;
use anyhow::{Context, Result};
use callout_aws::SecretLinkKeys;
use callout_domain::link::{Calendar, LinkKeys, calendar_path, console_path};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, LinkKeySource as _};

/// What signs, and what addresses start with.
pub struct Links {
    keys: LinkKeys,
    base: String,
}

impl Links {
    /// Those to calendars, by the outputs of a deployment.
    ///
    /// # Errors
    /// The stack has no such outputs, or the key cannot be read.
    pub async fn of(deployment: &Deployment) -> Result<Self> {
        Self::below(deployment, "RespondUrl").await
    }

    /// Those to the console.
    ///
    /// # Errors
    /// As of [`Self::of`].
    pub async fn to_console(deployment: &Deployment) -> Result<Self> {
        Self::below(deployment, "ConsoleUrl").await
    }

    async fn below(deployment: &Deployment, base: &str) -> Result<Self> {
        let outputs = deployment.outputs().await?;
        let output = |name: &str| {
            let value = outputs.get(name).cloned();
            value.with_context(|| {
                format!("the stack `{}` has no output {name}; deploy it again", deployment.stack)
            })
        };
        Self::new(deployment, &output("LinkKeySecret")?, &output(base)?).await
    }

    /// Those signed with the key in a secret.
    ///
    /// # Errors
    /// The key cannot be read.
    pub async fn new(deployment: &Deployment, secret: &str, base: &str) -> Result<Self> {
        let keys = read(deployment, secret).await?;
        Ok(Self { keys, base: base.trim_end_matches('/').to_owned() })
    }

    /// The console, for one responder.
    pub fn console(&self, responder: &str) -> String {
        format!("{}/{}", self.base, console_path(&self.keys, &responder.into(), SystemClock.now()))
    }

    /// A calendar that programs subscribe to.
    pub fn calendar(&self, calendar: Calendar<'_>) -> String {
        format!("{}/{}", self.base, calendar_path(&self.keys, calendar, SystemClock.now()))
    }
}

/// The keys that sign links.
///
/// # Errors
/// The stack has no such output, or the key cannot be read.
pub(crate) async fn link_keys(deployment: &Deployment) -> Result<LinkKeys> {
    let outputs = deployment.outputs().await?;
    let secret = outputs.get("LinkKeySecret");
    let secret = secret.with_context(|| {
        format!("the stack `{}` has no output LinkKeySecret; deploy it again", deployment.stack)
    })?;
    read(deployment, secret).await
}

async fn read(deployment: &Deployment, secret: &str) -> Result<LinkKeys> {
    let keys = SecretLinkKeys::new(&deployment.sdk, secret).link_keys().await;
    keys.context("read the key that signs links; you need secretsmanager:GetSecretValue")
}
