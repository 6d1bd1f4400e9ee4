//! Where a request comes from and which languages its reader prefers.

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use lambda_http::request::RequestContext;
use std::convert::Infallible;

/// Who asks, as far as a page needs to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reader {
    /// The address that Lambda's front saw; headers are the sender's to choose.
    pub(crate) ip: String,
    /// The languages that the browser names, the best first as browsers write them.
    languages: String,
}

impl Reader {
    /// The codes of the languages.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.split(',').take(20).map(|one| one.split(';').next().unwrap_or(one).trim())
    }
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let ip = match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
            _ => None,
        };
        let languages = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self { ip: ip.unwrap_or_default(), languages: languages.unwrap_or_default().to_owned() })
    }
}
