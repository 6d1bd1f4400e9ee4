//! The small HTTP client for the emulator and the functions behind it.
//! Must not be pointed at anything but this machine: it speaks no TLS.

use axum::body::Body;
use axum::http::{Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

#[derive(Debug, Clone)]
pub(super) struct Http(Client<HttpConnector, Body>);

impl Default for Http {
    fn default() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }
}

impl Http {
    pub(super) async fn send(&self, request: Request<Body>) -> anyhow::Result<Response<Body>> {
        Ok(self.0.request(request).await?.map(Body::new))
    }

    /// The status of a plain GET.
    pub(super) async fn status(&self, url: &str) -> anyhow::Result<u16> {
        let request = Request::get(url).body(Body::empty())?;
        Ok(self.send(request).await?.status().as_u16())
    }
}
