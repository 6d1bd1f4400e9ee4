//! Receivers of webhooks, anywhere on the internet: a POST that reaches public addresses only.
//!
//! Follows no redirect, uses no proxy, reads no answer, and logs no address.

use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;
use callout_domain::subscriber::{Reach, SubscriberAddress, is_public};
use callout_ports::{PortError, Post, Receivers};
use std::net::IpAddr;
use std::sync::OnceLock;
use std::time::Duration;

/// From the first connection to the status (PagerDuty's webhooks, too, wait for five seconds).
const ALL: Duration = Duration::from_secs(5);
const DOING: &str = "reach a receiver of webhooks";

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The receivers.
#[derive(Debug)]
pub struct HttpsReceivers {
    // Created at the first webhook: many processes send mail only.
    connector: OnceLock<Connector>,
    reach: Reach,
}

impl HttpsReceivers {
    /// Creates a client for receivers that everybody reaches, or for those of this machine too.
    pub fn new(reach: Reach) -> Self {
        Self { connector: OnceLock::new(), reach }
    }

    async fn exchange(&self, post: &Post) -> Result<u16, Failure> {
        // What is stored may be older than the rule.
        let address =
            SubscriberAddress::webhook(&post.address, self.reach).ok_or("its address is not public")?;
        let mut request = Request::new(SdkBody::from(post.body.as_str()));
        request.set_uri(address.as_str().to_owned())?;
        request.set_method("POST")?;
        let headers = request.headers_mut();
        headers.try_insert("content-type", "application/json")?;
        headers.try_insert("content-length", post.body.len().to_string())?;
        headers.try_insert("user-agent", "Callout")?;
        for (name, value) in &post.headers {
            headers.try_insert(*name, value.clone())?;
        }
        let connector = self.connector.get_or_init(|| connector(self.reach));
        let answer = connector.call(request).await?;
        Ok(answer.status().as_u16())
    }
}

impl Receivers for HttpsReceivers {
    async fn post(&self, post: &Post) -> Result<u16, PortError> {
        let answer = tokio::time::timeout(ALL, self.exchange(post)).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer within {ALL:?}").into()));
        answer.map_err(|source| PortError::unavailable(DOING, source))
    }
}

fn connector(reach: Reach) -> Connector {
    let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
    if let Ok(context) = TlsContext::builder().build() {
        connector.set_tls_context(context);
    }
    connector.build_with_resolver(PublicNames(reach))
}

/// Resolves names, and gives out only addresses that everybody reaches: the connection is made to the very address that was checked, so a
/// name cannot lead elsewhere in between.
#[derive(Debug, Clone, Copy)]
struct PublicNames(Reach);

impl ResolveDns for PublicNames {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        let reach = self.0;
        let name = name.to_owned();
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await.map_err(ResolveDnsError::new)?;
            let all: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            permitted(all, reach).map_err(ResolveDnsError::new)
        })
    }
}

/// All of them, if each is public. One that is not says that somebody means harm, or a network of one's own.
fn permitted(all: Vec<IpAddr>, reach: Reach) -> Result<Vec<IpAddr>, std::io::Error> {
    let is_fine = reach == Reach::Local || all.iter().all(|address| is_public(*address));
    is_fine.then_some(all).ok_or_else(|| std::io::Error::other("the name leads to a private address"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    fn post(address: &str) -> Post {
        Post {
            address: address.to_owned(),
            body: "{}".to_owned(),
            headers: vec![("x-callout-id", "1".to_owned())],
        }
    }

    #[tokio::test]
    async fn no_name_leads_to_a_private_address() {
        for address in [
            "https://localhost/",
            "http://example.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://a.localhost/",
        ] {
            assert!(HttpsReceivers::new(Reach::Public).post(&post(address)).await.is_err(), "{address}");
        }
        let resolver = PublicNames(Reach::Public);
        assert!(resolver.resolve_dns("localhost").await.is_err(), "it resolves to a loopback address");
        let both = vec![IpAddr::from([93, 184, 216, 34]), IpAddr::from([169, 254, 169, 254])];
        assert!(permitted(both, Reach::Public).is_err(), "one of several is enough");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let serve = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut read = vec![0; 4096];
            let count = connection.read(&mut read).await.unwrap();
            let answer = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
            connection.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8_lossy(&read[..count]).into_owned()
        };
        let receivers = HttpsReceivers::new(Reach::Local);
        let post = post(&address);
        let (answer, request) = tokio::join!(receivers.post(&post), serve);
        assert_eq!(answer.unwrap(), 302);
        assert!(request.starts_with("POST /hook ") && request.contains("x-callout-id: 1"), "{request}");
    }
}
