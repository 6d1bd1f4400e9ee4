//! Loads the trusted certificate authorities at a function's first call instead of at its start.
//!
//! Must not change whom it trusts: the system's authorities, as the SDK does.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector, ConnectorBuilder};

/// An HTTP client that loads the system's authorities when it first connects.
///
/// Each SDK client builds a trial connector without components when it starts, and discards it. That connector
/// trusts nobody here: loading 150 authorities for it takes 4 ms to 8 ms, most of the start-up time of a
/// function.
pub(crate) fn http_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let store = if components.is_some() { TrustStore::default() } else { TrustStore::empty() };
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

/// A separate connector for requests without an SDK client; it trusts the system's authorities.
pub(crate) fn connector() -> Connector {
    let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    if let Ok(context) = TlsContext::builder().build() {
        connector.set_tls_context(context);
    }
    connector.set_proxy_config(Some(ProxyConfig::from_env()));
    connector.build()
}
