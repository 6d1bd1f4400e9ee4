//! HTTPS requests with the same client that calls AWS.
//!
//! Follows no redirect and limits what it reads.

use crate::trust;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::http::Request;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use callout_ports::{PortError, Web};
use std::sync::OnceLock;
use std::time::Duration;

/// From the first connection to the last byte; a sender waits meanwhile.
const ALL: Duration = Duration::from_secs(5);
/// The most bytes read: a certificate has 2 KB, the response to a confirmation less.
const MOST: usize = 64 * 1024;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The HTTPS client.
#[derive(Debug, Default)]
pub struct Https {
    // Created at the first request: most processes never need it.
    connector: OnceLock<Connector>,
}

impl Web for Https {
    async fn get(&self, address: &str) -> Result<Vec<u8>, PortError> {
        let doing = || format!("read {}", place(address));
        let answer = tokio::time::timeout(ALL, self.read(address)).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer within {ALL:?}").into()));
        answer.map_err(|source| PortError::unavailable(doing(), source))
    }
}

impl Https {
    /// The status and body of an answer: of a GET, or of the POST of a body with its content type.
    ///
    /// # Errors
    /// There is no answer in time, or it is too long.
    pub async fn request(
        &self,
        address: &str,
        post: Option<(&str, &str)>,
    ) -> Result<(u16, Vec<u8>), PortError> {
        let doing = || format!("reach {}", place(address));
        let answer = tokio::time::timeout(ALL, self.exchange(address, post)).await;
        let answer = answer.unwrap_or_else(|_| Err(format!("no answer within {ALL:?}").into()));
        answer.map_err(|source| PortError::unavailable(doing(), source))
    }

    /// Sends a request that AWS answers; of a refusal, tells what AWS said. `None` if there is no such thing.
    pub(crate) async fn send(&self, request: Request) -> Result<Option<Vec<u8>>, Failure> {
        let answer = tokio::time::timeout(ALL, self.answer(request)).await;
        match answer.unwrap_or_else(|_| Err(format!("no answer within {ALL:?}").into()))? {
            (404, _) => Ok(None),
            (200..300, body) => Ok(Some(body)),
            (status, body) => Err(format!("{status} {}", String::from_utf8_lossy(&body)).into()),
        }
    }

    async fn read(&self, address: &str) -> Result<Vec<u8>, Failure> {
        match self.exchange(address, None).await? {
            (200..300, body) => Ok(body),
            (status, _) => Err(format!("it answered {status}").into()),
        }
    }

    async fn exchange(&self, address: &str, post: Option<(&str, &str)>) -> Result<(u16, Vec<u8>), Failure> {
        let mut request = Request::new(post.map_or_else(SdkBody::empty, |(_, body)| SdkBody::from(body)));
        request.set_uri(address.to_owned())?;
        if let Some((kind, body)) = post {
            request.set_method("POST")?;
            request.headers_mut().insert("content-type", kind.to_owned());
            request.headers_mut().insert("content-length", body.len().to_string());
        }
        self.answer(request).await
    }

    async fn answer(&self, request: Request) -> Result<(u16, Vec<u8>), Failure> {
        let connector = self.connector.get_or_init(trust::connector);
        let answer = connector.call(request).await?;
        let status = answer.status().as_u16();
        let mut rest = ByteStream::new(answer.into_body());
        let mut read = Vec::new();
        while let Some(chunk) = rest.try_next().await? {
            read.extend_from_slice(&chunk);
            if read.len() > MOST {
                return Err(format!("it has more than {MOST} bytes").into());
            }
        }
        Ok((status, read))
    }
}

/// An address without what may be secret in it.
fn place(address: &str) -> &str {
    let path = address.split('?').next().unwrap_or_default();
    path.split("/a/").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// Reads from a server that sends this response once.
    async fn read(answer: String) -> Result<Vec<u8>, PortError> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/certificate.pem?token=secret", listener.local_addr().unwrap());
        let serve = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            let _ = connection.read(&mut [0; 4096]).await.unwrap();
            // The reader may close the connection before the end of a response that is too long.
            let _ = connection.write_all(answer.as_bytes()).await;
        };
        let https = Https::default();
        tokio::join!(https.get(&address), serve).0
    }

    fn answer(status: &str, body: &str) -> String {
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }

    #[tokio::test]
    async fn what_is_there_is_read() {
        assert_eq!(read(answer("200 OK", "a certificate")).await.unwrap(), b"a certificate");
    }

    #[tokio::test]
    async fn anything_else_is_an_error_that_names_the_place_and_no_secret() {
        for status in ["404 Not Found", "302 Found", "500 Sorry"] {
            let error = read(answer(status, "")).await.unwrap_err();
            let said = format!("{error}: {}", std::error::Error::source(&error).unwrap());
            assert!(said.contains("certificate.pem") && said.contains(&status[..3]), "{said}");
            assert!(!said.contains("secret"), "{said}");
        }
        assert!(read(answer("200 OK", &"x".repeat(MOST + 1))).await.is_err());
    }
}
