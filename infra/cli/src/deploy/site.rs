//! The place that is deployed to: one stack name in one account and region, and how AWS is called there.

use crate::caller::Caller;
use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_cloudformation::Client;
use std::time::Duration;

/// How soon something awaited is looked at first; each look doubles the wait.
const FIRST_LOOK: Duration = Duration::from_millis(50);
/// AWS answers a few such questions a second for the whole account.
const LAST_LOOK: Duration = Duration::from_secs(3);
/// An emulator is asked by nobody else.
const LAST_LOOK_AT_EMULATOR: Duration = Duration::from_millis(200);

/// CloudFormation and S3 may take longer to make something than DynamoDB to read it.
const ATTEMPT: Duration = Duration::from_secs(30);
const OPERATION: Duration = Duration::from_secs(120);

/// One stack name in one account and region.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The stack's name.
    pub(crate) stack: String,
    /// The account's number.
    pub(crate) account: String,
    /// The region's name.
    pub(crate) region: String,
    pub(super) sdk: SdkConfig,
    pub(super) cloudformation: Client,
    pub(super) s3: aws_sdk_s3::Client,
}

impl Site {
    /// The site of a stack, in whichever account the credentials are of.
    ///
    /// # Errors
    /// There are no credentials or no region, or AWS does not answer.
    pub(crate) async fn find(sdk: &SdkConfig, stack: &str) -> Result<Self> {
        Self::of(sdk, stack, Caller::ask(sdk).await?.account)
    }

    /// The site of a stack in a known account.
    ///
    /// # Errors
    /// There is no region.
    pub(super) fn of(sdk: &SdkConfig, stack: &str, account: String) -> Result<Self> {
        let patient =
            TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build();
        let sdk = sdk.clone().into_builder().timeout_config(patient).build();
        let region =
            sdk.region().context("no region is set: set AWS_REGION, or a region in the AWS profile")?;
        Ok(Self {
            stack: stack.to_owned(),
            account,
            region: region.to_string(),
            cloudformation: Client::new(&sdk),
            s3: aws_sdk_s3::Client::new(&sdk),
            sdk,
        })
    }

    /// The bucket for packages and templates.
    pub(super) fn bucket(&self) -> String {
        format!("callout-packages-{}-{}", self.account, self.region)
    }

    /// The emulator's address, where an emulator stands for AWS.
    pub(super) fn emulator(&self) -> Option<&str> {
        self.sdk.endpoint_url()
    }

    /// How long to wait before each look at something awaited.
    pub(super) fn looks(&self) -> impl Iterator<Item = Duration> + use<> {
        let last = if self.emulator().is_some() { LAST_LOOK_AT_EMULATOR } else { LAST_LOOK };
        std::iter::successors(Some(FIRST_LOOK), move |wait| Some((*wait * 2).min(last)))
    }
}
