//! Who may ask the local pages: programs and people of this machine. Browsers also ask for web pages from elsewhere, and a
//! name from elsewhere may point here.
//! Must not be taken for protection from other programs of this machine.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Answers what comes for this machine by its own name, and from no page but our own.
pub(super) async fn own_only(request: Request, next: Next) -> Response {
    if is_own_name(request.headers()) && is_own_page(request.headers(), false) {
        return next.run(request).await;
    }
    refusal()
}

/// The same for pages with buttons: browsers leave out who asks where a page's policy is `no-referrer`.
pub(super) async fn own_or_nameless(request: Request, next: Next) -> Response {
    if is_own_name(request.headers()) && is_own_page(request.headers(), true) {
        return next.run(request).await;
    }
    refusal()
}

fn refusal() -> Response {
    (
        StatusCode::FORBIDDEN,
        "This is for programs and browsers of this machine: open http://127.0.0.1 with the port.\n",
    )
        .into_response()
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"))
}

fn is_own_name(headers: &HeaderMap) -> bool {
    let host = text(headers, &header::HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost"].contains(&name)
}

fn is_own_page(headers: &HeaderMap, nameless: bool) -> bool {
    match (text(headers, &header::ORIGIN), text(headers, &header::HOST)) {
        (None, _) => true,
        (Some("null"), _) => nameless,
        (Some(page), Some(host)) => page.strip_prefix("http://") == Some(host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(host: &str, origin: Option<&'static str>, expected: (bool, bool)) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        headers.extend(origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin))));
        let answered = |nameless| is_own_name(&headers) && is_own_page(&headers, nameless);
        assert_eq!((answered(false), answered(true)), expected, "{host} {origin:?}");
    }

    #[test]
    fn only_this_machine_by_its_own_name_is_answered() {
        for host in ["127.0.0.1:4567", "localhost:4567", "localhost"] {
            check(host, None, (true, true));
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example:4567", "evil.example:127.0.0.1", "", "0.0.0.0:4567"]
        {
            check(host, None, (false, false));
        }
    }

    #[test]
    fn no_page_from_elsewhere_is_answered() {
        check("127.0.0.1:4567", Some("http://127.0.0.1:4567"), (true, true));
        check("127.0.0.1:4567", Some("https://evil.example"), (false, false));
        check("127.0.0.1:4567", Some("http://127.0.0.1:8000"), (false, false));
        check("127.0.0.1:4567", Some("null"), (false, true));
    }
}
