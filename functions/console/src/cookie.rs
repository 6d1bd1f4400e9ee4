//! The cookies of the console, and how a browser is made to keep and to forget them.
//!
//! Must not say what their content means.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A cookie of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Who is signed in.
    Session,
    /// The page that somebody wanted who was not signed in.
    Page,
}

impl Cookie {
    /// Its name. Browsers take one with the prefix only if it is `Secure`, without a domain and for the whole site
    /// (RFC 6265bis, section 4.1.3.2), so that no other site of the same domain can set it. Where there is no HTTPS, on a
    /// local stack, it has none.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-callout",
            (Self::Session, false) => "callout",
            (Self::Page, true) => "__Host-callout-page",
            (Self::Page, false) => "callout-page",
        }
    }

    /// What a browser sent of it.
    pub(crate) fn of(self, headers: &HeaderMap, secure: bool) -> Option<&str> {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == self.name(secure)).map(|(_, value)| value)
    }

    /// Has the browser keep it for so many seconds. `Lax`, so that a link in a mail arrives signed in.
    pub(crate) fn set(self, value: &str, life: i64, secure: bool, mut response: Response) -> Response {
        let (name, more) = (self.name(secure), if secure { "; Secure" } else { "" });
        let cookie = format!("{name}={value}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{more}");
        match HeaderValue::try_from(cookie) {
            Ok(value) => {
                response.headers_mut().append(header::SET_COOKIE, value);
                response
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// Has the browser forget it.
    pub(crate) fn forget(self, secure: bool, response: Response) -> Response {
        self.set("", 0, secure, response)
    }
}
