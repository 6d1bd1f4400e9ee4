//! Whose AWS account a command would change.
//! Must not change anything.

use crate::reason::why;
use anyhow::{Context, Result, anyhow};
use aws_config::SdkConfig;
use aws_sdk_sts::error::SdkError;

/// Who calls AWS, as STS knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account's number.
    pub account: String,
    /// The user or role.
    pub arn: String,
}

impl Caller {
    /// Asks STS; nobody needs a permission for that.
    ///
    /// # Errors
    /// There are no credentials or no region, or STS does not answer; with what to do about it.
    pub async fn ask(sdk: &SdkConfig) -> Result<Self> {
        let answer = aws_sdk_sts::Client::new(sdk).get_caller_identity().send().await;
        let answer = answer.map_err(|error| match is_unreachable(&error) {
            true => anyhow!("AWS does not answer{}", nowhere(sdk, &why(error))),
            false => anyhow!("AWS does not say which account this is: {}. {CREDENTIALS}", unknown(error)),
        })?;
        let account = answer.account.context("STS named no account")?;
        let arn = answer.arn.context("STS named nobody")?;
        Ok(Self { account, arn })
    }
}

/// What to do where AWS knows nobody.
const CREDENTIALS: &str = "Set credentials and region (`aws configure`; with single sign-on `eval \"$(aws configure \
    export-credentials --format env)\"`) and check them with `aws sts get-caller-identity`";

/// Whether nothing answered at all: credentials say nothing about that.
fn is_unreachable<E>(error: &SdkError<E>) -> bool {
    match error {
        SdkError::TimeoutError(_) => true,
        SdkError::DispatchFailure(failure) => failure.is_io() || failure.is_timeout(),
        _ => false,
    }
}

/// Why nobody is known. Of a chain of places that have no credentials, that there are none is enough.
fn unknown<E: std::error::Error + Send + Sync + 'static>(error: SdkError<E>) -> String {
    let is_of_credentials =
        matches!(&error, SdkError::DispatchFailure(failure) if failure.is_other()) && sdk_found_none(&error);
    if is_of_credentials { "no credentials were found here".to_owned() } else { why(error) }
}

/// Whether the SDK tried every place: it ends with the machine's own role, which a machine outside AWS does not have.
fn sdk_found_none(error: &dyn std::error::Error) -> bool {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let last = causes.last().map(ToString::to_string).unwrap_or_default();
    ["no credentials found in chain", "IMDS"].iter().any(|words| last.contains(words))
}

/// Where nothing answers, why, and what to do.
fn nowhere(sdk: &SdkConfig, why: &str) -> String {
    match (sdk.endpoint_url(), sdk.region()) {
        (Some(url), _) => format!(
            " at {url}, which AWS_ENDPOINT_URL or the AWS profile names: {why}. If an emulator should be there, start it; for AWS \
             itself unset AWS_ENDPOINT_URL"
        ),
        (None, Some(region)) => {
            format!(" in the region {region}: {why}. Check the network and its proxy, and the region's name")
        }
        (None, None) => format!(": {why}. Set a region (AWS_REGION)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::AwsAccess;
    use axum::Router;

    const ANSWER: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
        <GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ana</Arn><UserId>A</UserId>\
        <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

    fn sdk(endpoint_url: String) -> SdkConfig {
        let (region, key) = ("us-east-1".to_owned(), "test".to_owned());
        AwsAccess { endpoint_url, region, access_key_id: key.clone(), secret_access_key: key }.sdk_config()
    }

    #[tokio::test]
    async fn sts_says_whose_account_it_is() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let sdk = sdk(endpoint);
        let served = axum::serve(listener, Router::new().fallback(async || ANSWER));
        let caller = tokio::select! {
            caller = Caller::ask(&sdk) => caller.unwrap(),
            _ = served.into_future() => panic!("the stand-in stopped"),
        };
        let arn = "arn:aws:iam::111122223333:user/ana".to_owned();
        assert_eq!(caller, Caller { account: "111122223333".to_owned(), arn });
    }

    #[tokio::test]
    async fn missing_credentials_are_told_from_a_place_that_does_not_answer() {
        let mut none = sdk("http://127.0.0.1:1".to_owned()).into_builder();
        none.set_credentials_provider(None);
        let told = Caller::ask(&none.build()).await.unwrap_err().to_string();
        assert!(told.contains("which account this is") && told.contains("aws configure"), "{told}");
    }

    #[tokio::test]
    async fn an_account_that_nobody_names_is_an_error_with_its_reason() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let told = Caller::ask(&sdk(format!("http://{closed}"))).await.unwrap_err().to_string();
        assert!(told.contains("onnect"), "{told}");
        assert!(told.contains(&format!("AWS does not answer at http://{closed}")), "{told}");
        assert!(!told.contains("credentials"), "nobody asked for them: {told}");
    }
}
