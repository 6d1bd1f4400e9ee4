//! How AWS is called: credentials, endpoints, retries, time-outs.
//!
//! Built once when a process starts; nothing is called here.

use crate::trust;
use aws_config::environment::credentials::EnvironmentVariableCredentialsProvider;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::config::SharedCredentialsProvider;
use std::time::Duration;

/// One try and two more: longer trouble is for the queues, whose pauses are longer.
const ATTEMPTS: u32 = 3;
/// An endpoint in the same region that does not shake hands in a second will not do so in three.
const CONNECT: Duration = Duration::from_secs(1);
/// Far above the slowest sound answer (a large transaction takes tens of milliseconds).
const ATTEMPT: Duration = Duration::from_secs(3);
/// All attempts and pauses together; below the functions' own time-out of 15 s, so that the failure can be told.
const OPERATION: Duration = Duration::from_secs(10);

/// How functions call AWS: credentials from the environment, as Lambda gives them, and nothing looked up elsewhere.
///
/// Takes less than a millisecond, and leaves the chain of other credentials out of the binary. `AWS_ENDPOINT_URL` is
/// honoured.
#[expect(clippy::disallowed_methods, reason = "the SDK's own setting, read where the SDK is set up")]
pub async fn sdk_config() -> SdkConfig {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(EnvironmentVariableRegionProvider::new().region().await)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(trust::http_client())
        .retry_config(retries())
        .timeout_config(timeouts());
    config.set_endpoint_url(std::env::var("AWS_ENDPOINT_URL").ok().filter(|url| !url.is_empty()));
    config.build()
}

/// How the operator's command calls AWS: region and credentials from wherever the AWS command line takes them.
pub async fn operator_config() -> SdkConfig {
    let defaults = aws_config::defaults(BehaviorVersion::v2026_01_12());
    defaults.retry_config(retries()).timeout_config(timeouts()).load().await
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}
