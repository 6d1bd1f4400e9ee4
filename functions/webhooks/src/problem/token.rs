//! What shows that a form was sent by the browser that we gave it to: a cookie that no other site can set or read, and a digest of
//! it in the form. Needs no key, so that this function holds none.
//!
//! Must not let the form say who somebody is: whoever opens the page gets such a cookie.

use crate::deps::Ports;
use aws_lc_rs::rand;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use callout_domain::ids::{digest, hex};

/// The cookie's name. Browsers take one with this prefix only if it is `Secure`, without a domain and for the whole site.
const SECURE_COOKIE: &str = "__Host-report";
/// Its name where there is no HTTPS: on a local stack.
const LOCAL_COOKIE: &str = "report";
/// How long a browser keeps it, in seconds: a form may stay open for a day.
const KEPT: u32 = 86_400;
/// Letters of sixteen random bytes in hexadecimal.
const LETTERS: usize = 32;

/// A browser, known by its cookie.
pub(super) struct Browser(String);

impl Browser {
    /// The browser that sent a request, if it has a cookie of ours.
    pub(super) fn of(deps: &impl Ports, headers: &HeaderMap) -> Option<Self> {
        let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let value = pairs.find(|(key, _)| *key == name(deps)).map(|(_, value)| value)?;
        is_random(value).then(|| Self(value.to_owned()))
    }

    /// A browser that comes for the first time; `None` without random bytes.
    pub(super) fn new() -> Option<Self> {
        random().map(Self)
    }

    /// A new form of a page for this browser alone; `None` without random bytes.
    pub(super) fn form(&self, page: &str) -> Option<String> {
        random().map(|nonce| format!("{nonce}-{}", self.digest(page, &nonce)))
    }

    /// Whether a form was made for this browser and page.
    pub(super) fn has_sent(&self, page: &str, form: &str) -> bool {
        // Whoever measures how long this takes learns a digest of their own cookie.
        form.split_once('-').is_some_and(|(nonce, seal)| is_random(nonce) && seal == self.digest(page, nonce))
    }

    fn digest(&self, page: &str, nonce: &str) -> String {
        hex(&digest(&["report form", &self.0, page, nonce])[..16])
    }
}

/// Sets the browser's cookie. `Lax`: it comes along when a link of another site opens the page, never when another site posts.
pub(super) fn with_cookie(deps: &impl Ports, browser: &Browser, mut response: Response) -> Response {
    let secure = if deps.secure_cookie() { "; Secure" } else { "" };
    let cookie =
        format!("{}={}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Lax{secure}", name(deps), browser.0);
    match HeaderValue::try_from(cookie) {
        Ok(value) => {
            response.headers_mut().insert(header::SET_COOKIE, value);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn name(deps: &impl Ports) -> &'static str {
    if deps.secure_cookie() { SECURE_COOKIE } else { LOCAL_COOKIE }
}

fn random() -> Option<String> {
    let mut bytes = [0; LETTERS / 2];
    rand::fill(&mut bytes).ok().map(|()| hex(&bytes))
}

fn is_random(text: &str) -> bool {
    text.len() == LETTERS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_belongs_to_one_browser_and_one_page() {
        let (own, other) = (Browser::new().unwrap(), Browser::new().unwrap());
        let form = own.form("checkout").unwrap();
        assert!(own.has_sent("checkout", &form));
        assert!(!other.has_sent("checkout", &form) && !own.has_sent("search", &form));
        assert_ne!(own.form("checkout").unwrap(), form, "each is its own report");
        for forged in ["", "-", &form[1..], &form.replace('-', ""), &form.to_uppercase()] {
            assert!(!own.has_sent("checkout", forged), "{forged}");
        }
    }
}
