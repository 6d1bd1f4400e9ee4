//! The topics of the template that reach people without any settings, and whom the template names for them.
//! Must not call AWS but for the stack's own description.

use crate::deployment::{Deployment, Stack};
use anyhow::{Context, Result};
use callout_domain::responder::Channel;

/// One of these topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnTopic {
    /// Its ARN.
    pub(crate) arn: String,
    /// The parameter of the template that names its address.
    pub(crate) parameter: &'static str,
    /// The address that the stack was deployed with.
    pub(crate) address: Option<String>,
}

/// All of them.
#[derive(Debug, Clone)]
pub(crate) struct OwnTopics {
    /// Where Callout's own alarms go.
    pub(crate) ops: OwnTopic,
    /// The fallback contact by mail.
    pub(crate) fallback_email: OwnTopic,
    /// The fallback contact by text message.
    pub(crate) fallback_phone: OwnTopic,
}

impl OwnTopics {
    /// Those of a deployment.
    ///
    /// # Errors
    /// There is no such stack, or no permission to look.
    pub(crate) async fn find(deployment: &Deployment) -> Result<Self> {
        Self::of(&deployment.describe().await?)
    }

    fn of(stack: &Stack) -> Result<Self> {
        let outputs = &stack.outputs;
        let topic = |arn: Option<&String>, parameter: &'static str| {
            let arn = arn.with_context(|| {
                format!("the stack does not say where its topic for {parameter} is; deploy it again")
            })?;
            let address = stack.parameters.get(parameter).filter(|address| !address.is_empty());
            Ok::<_, anyhow::Error>(OwnTopic { arn: arn.clone(), parameter, address: address.cloned() })
        };
        Ok(Self {
            ops: topic(outputs.get("OpsTopicArn"), "OpsEmail")?,
            fallback_email: topic(outputs.get("FallbackEmailTopicArn"), "FallbackEmail")?,
            fallback_phone: topic(outputs.get("FallbackPhoneTopicArn"), "FallbackPhone")?,
        })
    }

    /// The topic of the fallback contact for a channel.
    pub(crate) fn fallback(&self, channel: Channel) -> &OwnTopic {
        match channel {
            Channel::Email => &self.fallback_email,
            _ => &self.fallback_phone,
        }
    }
}
