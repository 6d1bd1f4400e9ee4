//! Which certificate authorities a function trusts.
//!
//! Every endpoint of the regions of `aws` and `aws-us-gov` is certified by Amazon Trust Services. Reading the system's
//! hundred and fifty authorities instead takes most of the time in which a function could have started (4 ms to 8 ms).
//! This is not for calls to anybody but AWS.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use std::env;

/// Amazon Root CA 1 to 4 and Starfield Services Root CA G2 (amazontrust.com/repository); the first to end does so in
/// December 2037.
const AMAZON_ROOTS: &[u8] = include_bytes!("trust/amazon-roots.pem");
/// Whoever sets one of these has other authorities in mind, such as those of a proxy.
const OVERRIDES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// A client that trusts Amazon's authorities, or the system's where those must do.
pub(crate) fn http_client(region: &str) -> SharedHttpClient {
    let overridden = OVERRIDES.iter().any(|name| env::var_os(name).is_some());
    let trusted = match overridden || !is_certified_by_amazon(region) {
        true => TrustStore::default(),
        false => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
    };
    Builder::new().build_with_connector_fn(move |settings, components| {
        // Each client of the SDK builds one connector on trial when it starts, without components, and throws it away:
        // that one trusts nobody, so that no authorities are read for it.
        let store = if components.is_some() { trusted.clone() } else { TrustStore::empty() };
        let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        if let Ok(context) = TlsContext::builder().with_trust_store(store).build() {
            connector.set_tls_context(context);
        }
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    })
}

/// China and the isolated partitions have authorities of their own.
fn is_certified_by_amazon(region: &str) -> bool {
    !region.is_empty()
        && !["cn-", "us-iso", "eu-iso", "eusc-"].iter().any(|partition| region.starts_with(partition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_partitions_with_authorities_of_their_own_read_the_systems() {
        for region in ["us-east-1", "eu-central-2", "us-gov-west-1", "ap-southeast-5"] {
            assert!(is_certified_by_amazon(region), "{region}");
        }
        for region in ["cn-north-1", "us-iso-east-1", "eu-isoe-west-1", "eusc-de-east-1", ""] {
            assert!(!is_certified_by_amazon(region), "{region}");
        }
    }

    #[test]
    fn there_are_five_authorities() {
        let text = str::from_utf8(AMAZON_ROOTS).unwrap();
        assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 5);
    }
}
