//! One signed GET to a service of AWS whose SDK is not worth compiling for a single call.
//!
//! Tries once, and reads short answers only.

use crate::https::Https;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::config::ProvideCredentials as _;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;
use callout_ports::PortError;
use std::error::Error;
use std::time::SystemTime;

type Failure = Box<dyn Error + Send + Sync>;

/// Reads `path` of a service, like `lambda` and `/2016-08-19/account-settings/`; `None` if it knows no such thing.
///
/// # Errors
/// There are no credentials or no region, the service does not answer, or it refuses.
pub async fn signed_get(
    config: &SdkConfig,
    service: &str,
    path: &str,
    now: SystemTime,
) -> Result<Option<Vec<u8>>, PortError> {
    let read = async {
        let request = signed(config, service, path, now).await?;
        Https::default().send(request).await
    };
    read.await.map_err(|source| PortError::unavailable(format!("ask {service} for {path}"), source))
}

async fn signed(config: &SdkConfig, service: &str, path: &str, now: SystemTime) -> Result<Request, Failure> {
    let region = config.region().ok_or("no region is set")?;
    let credentials = config.credentials_provider().ok_or("there are no credentials")?;
    let identity = Identity::from(credentials.provide_credentials().await?);
    let address = format!("{}{path}", endpoint(config, service, region.as_ref()));
    let params = SigningParams::builder().identity(&identity).region(region.as_ref()).name(service).time(now);
    let params = params.settings(SigningSettings::default()).build()?.into();
    let unsigned = SignableRequest::new("GET", address.as_str(), std::iter::empty(), SignableBody::empty())?;
    let (signature, _) = sign(unsigned, &params)?.into_parts();
    let mut request = Request::new(SdkBody::empty());
    request.set_uri(address)?;
    for (name, value) in signature.headers() {
        request.headers_mut().try_insert(name.to_owned(), value.to_owned())?;
    }
    Ok(request)
}

/// Where a service answers (AWS General Reference, "AWS service endpoints").
fn endpoint(config: &SdkConfig, service: &str, region: &str) -> String {
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match config.endpoint_url() {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("https://{service}.{region}.{suffix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_config::Region;
    use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};

    fn config(region: &str) -> SdkConfig {
        let credentials = Credentials::new("AKID", "secret", Some("session".to_owned()), None, "test");
        SdkConfig::builder()
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build()
    }

    #[tokio::test]
    async fn a_request_names_its_service_region_and_session() {
        let config = config("eu-west-1");
        let request = signed(&config, "lambda", "/settings/", SystemTime::UNIX_EPOCH).await.unwrap();
        assert_eq!(request.uri(), "https://lambda.eu-west-1.amazonaws.com/settings/");
        let header = |name: &str| request.headers().get(name).unwrap_or_default();
        let scope = "AWS4-HMAC-SHA256 Credential=AKID/19700101/eu-west-1/lambda/aws4_request";
        assert!(header("authorization").starts_with(scope), "{}", header("authorization"));
        assert!(header("authorization").contains("SignedHeaders=host;x-amz-date;x-amz-security-token"));
        assert_eq!(header("x-amz-security-token"), "session");
    }

    #[tokio::test]
    async fn china_has_addresses_of_its_own() {
        let request = signed(&config("cn-north-1"), "lambda", "/", SystemTime::UNIX_EPOCH).await.unwrap();
        assert_eq!(request.uri(), "https://lambda.cn-north-1.amazonaws.com.cn/");
    }

    #[tokio::test]
    async fn without_credentials_nothing_is_asked() {
        let config = SdkConfig::builder().region(Region::new("eu-west-1")).build();
        let refused = signed_get(&config, "lambda", "/", SystemTime::UNIX_EPOCH).await.unwrap_err();
        assert!(refused.source().is_some_and(|why| why.to_string() == "there are no credentials"));
    }
}
