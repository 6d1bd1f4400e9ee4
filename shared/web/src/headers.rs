//! The headers of every response.

use crate::layout::STYLE;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// What pages may load beside themselves: files of the same site, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// Scripts, which may ask nobody.
    Scripts,
    /// Scripts that may ask the same site, and what makes it an application: a manifest with icons.
    Application,
}

/// A page may use only its own inline style; the digest is computed from the file.
static SCRIPTS: LazyLock<HeaderValue> = LazyLock::new(|| policy("img-src data:"));
static APPLICATION: LazyLock<HeaderValue> =
    LazyLock::new(|| policy("img-src 'self' data:; connect-src 'self'; manifest-src 'self'"));

fn policy(files: &str) -> HeaderValue {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; script-src 'self'; {files}; style-src 'sha256-{style}'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Adds them to a response.
pub(crate) fn with_headers(mut response: Response, files: Files) -> Response {
    // The address is the authority: it must not leak to a runbook's site, or stay in a cache.
    const FIXED: [(HeaderName, &str); 7] = [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        // For browsers that do not know frame-ancestors.
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let policy = match files {
        Files::Scripts => &SCRIPTS,
        Files::Application => &APPLICATION,
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, (**policy).clone());
    response
}
