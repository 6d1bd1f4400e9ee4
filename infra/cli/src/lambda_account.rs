//! How many runs at once Lambda allows the account in this region.
//! Must not change anything.

use anyhow::{Context, Result};
use aws_config::SdkConfig;
use callout_aws::signed_get;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use serde::Deserialize;

/// Lambda API reference, `GetAccountSettings`; needs `lambda:GetAccountSettings`.
const PATH: &str = "/2016-08-19/account-settings/";

/// What the account may run at once, over all of its functions in the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Concurrency {
    /// The quota.
    #[serde(rename = "ConcurrentExecutions")]
    pub(crate) limit: u32,
    /// What no function has reserved.
    #[serde(rename = "UnreservedConcurrentExecutions")]
    pub(crate) unreserved: u32,
}

#[derive(Deserialize)]
struct AccountSettings {
    #[serde(rename = "AccountLimit")]
    limit: Concurrency,
}

/// Asks Lambda.
///
/// # Errors
/// There are no credentials or no region, or Lambda does not answer.
pub(crate) async fn concurrency(sdk: &SdkConfig) -> Result<Concurrency> {
    let answer = signed_get(sdk, "lambda", PATH, SystemClock.now().into()).await?;
    let answer = answer.context("Lambda has no account settings here; is it there in this region?")?;
    let settings: AccountSettings =
        serde_json::from_slice(&answer).context("understand Lambda's account settings")?;
    Ok(settings.limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::AwsAccess;
    use crate::reason::why;
    use axum::Router;
    use axum::extract::Request;
    use axum::http::StatusCode;

    /// As botocore's model of Lambda has it.
    const ANSWER: &str = r#"{"AccountLimit":{"TotalCodeSize":80530636800,"CodeSizeUnzipped":262144000,
        "CodeSizeZipped":52428800,"ConcurrentExecutions":1000,"UnreservedConcurrentExecutions":990},
        "AccountUsage":{"TotalCodeSize":9,"FunctionCount":1}}"#;

    /// Asks a stand-in for Lambda that knows this one request.
    async fn ask(status: StatusCode, body: &'static str) -> Result<Concurrency> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let endpoint_url = format!("http://{}", listener.local_addr()?);
        let (region, key) = ("us-east-1".to_owned(), "test".to_owned());
        let access = AwsAccess { endpoint_url, region, access_key_id: key.clone(), secret_access_key: key };
        let answer = async move |request: Request| {
            let signed = request.headers()["authorization"].to_str().unwrap_or_default().to_owned();
            assert_eq!((request.method().as_str(), request.uri().path()), ("GET", PATH));
            assert!(signed.contains("/us-east-1/lambda/aws4_request"), "{signed}");
            (status, body)
        };
        let sdk = access.sdk_config();
        tokio::select! {
            found = concurrency(&sdk) => found,
            _ = axum::serve(listener, Router::new().fallback(answer)).into_future() => panic!("it stopped"),
        }
    }

    #[tokio::test]
    async fn lambda_says_how_much_may_run_at_once() {
        let found = ask(StatusCode::OK, ANSWER).await.unwrap();
        assert_eq!(found, Concurrency { limit: 1000, unreserved: 990 });
    }

    #[tokio::test]
    async fn a_refusal_is_shown() {
        let said = r#"{"Message":"ana may not perform lambda:GetAccountSettings"}"#;
        let refused = why(ask(StatusCode::FORBIDDEN, said).await.unwrap_err());
        assert!(refused.contains("lambda:GetAccountSettings"), "{refused}");
    }
}
