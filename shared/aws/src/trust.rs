//! When a function reads which certificate authorities it trusts: at its first call, not at its start.
//!
//! Must not change whom it trusts: the system's authorities, as the SDK does.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector, ConnectorBuilder};

/// A client that reads the system's authorities when it first connects.
///
/// Each client of the SDK builds one connector on trial when it starts, without components, and throws it away. That
/// one trusts nobody here: reading a hundred and fifty authorities for it takes 4 ms to 8 ms, most of the time in
/// which a function could have started.
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

/// A connector of its own, for requests that no client of the SDK makes; it trusts the system's authorities.
pub(crate) fn connector() -> Connector {
    let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    if let Ok(context) = TlsContext::builder().build() {
        connector.set_tls_context(context);
    }
    connector.set_proxy_config(Some(ProxyConfig::from_env()));
    connector.build()
}
