//! The configuration of AWS calls: credentials, endpoints, retries, timeouts.
//!
//! Built once when a process starts; makes no call.

use crate::trust;
use aws_config::environment::credentials::EnvironmentVariableCredentialsProvider;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::ProvideRegion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb::config::SharedCredentialsProvider;
use std::time::Duration;

/// One try and two retries: queues handle longer outages, with longer pauses.
const ATTEMPTS: u32 = 3;
/// An endpoint in the same region that does not shake hands within a second will not do so in three.
const CONNECT: Duration = Duration::from_secs(1);
/// Far above the slowest normal response (a large transaction takes tens of milliseconds).
const ATTEMPT: Duration = Duration::from_secs(3);
/// All attempts and pauses together; below the functions' timeout of 15 s, so that the failure can be reported.
const OPERATION: Duration = Duration::from_secs(10);

/// The configuration for functions: credentials from Lambda's environment and from nowhere else.
///
/// Takes less than a millisecond, and keeps the default credential chain out of the binary. Uses
/// `AWS_ENDPOINT_URL`.
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

/// The configuration for the operator's command: region and credentials as the AWS CLI finds them.
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
