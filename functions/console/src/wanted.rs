//! The page that somebody wanted who was not signed in: they get there once they are.
//!
//! Must not lead out of the console, whatever the cookie says: its address is always taken from below its root.

use crate::cookie::Cookie;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;

/// How long it is remembered, in seconds: twice as long as a link in a mail works.
const LIFE: i64 = 1800;
/// The longest address that is remembered, in bytes.
const LONGEST: usize = 300;

/// The page that a request is for, as it goes into a cookie; only of those that a browser can open.
pub(crate) fn wanted(method: &Method, uri: &Uri) -> Option<String> {
    let address = uri.path_and_query()?.as_str().strip_prefix('/')?;
    (method == Method::GET && is_within(address)).then(|| address.to_owned())
}

/// Remembers it in this browser.
pub(crate) fn remember(page: &str, secure: bool, response: Response) -> Response {
    Cookie::Page.set(page, LIFE, secure, response)
}

/// The page that was remembered, from the console's root.
pub(crate) fn remembered(headers: &HeaderMap, secure: bool) -> Option<&str> {
    Cookie::Page.of(headers, secure).filter(|address| is_within(address))
}

/// Whether an address is of a page of the console, and fit for a cookie (RFC 6265, section 4.1.1).
fn is_within(address: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/?=&%._-+~".contains(&byte);
    let climbs = address.contains("..") || address.contains("//") || address.starts_with('/');
    (1..=LONGEST).contains(&address.len()) && address.bytes().all(fits) && !climbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_below_the_console_are_remembered() {
        let get = |address: &str| wanted(&Method::GET, &address.parse().unwrap());
        for page in
            ["/incidents/12", "/incidents?text=a+b&severity=SEV2&page=2", "/mine", "/people?text=%C3%A9"]
        {
            assert_eq!(get(page).as_deref(), page.strip_prefix('/'), "{page}");
        }
        for other in ["/", "//evil.example", "/../x", "/a//b", "/a;b", &format!("/{}", "a".repeat(400))] {
            assert_eq!(get(other), None, "{other}");
        }
        assert_eq!(wanted(&Method::POST, &"/incidents/12".parse().unwrap()), None);
    }
}
