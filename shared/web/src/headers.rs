//! The headers of every response.

use crate::layout::STYLE;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Whether pages may have scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    /// None at all.
    None,
    /// Files of the same site, which may ask that site.
    Own,
}

/// A page may use only its own inline style; the digest is computed from the file.
static WITHOUT_SCRIPTS: LazyLock<HeaderValue> = LazyLock::new(|| policy(""));
static WITH_SCRIPTS: LazyLock<HeaderValue> =
    LazyLock::new(|| policy("script-src 'self'; connect-src 'self'; "));

fn policy(scripts: &str) -> HeaderValue {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; {scripts}style-src 'sha256-{style}'; img-src data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Adds them to a response.
pub(crate) fn with_headers(mut response: Response, scripts: Scripts) -> Response {
    const FIXED: [(HeaderName, &str); 8] = [
        // The address is the authority: it must not leak to a runbook's site, or stay in a cache.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
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
    let policy = match scripts {
        Scripts::None => &WITHOUT_SCRIPTS,
        Scripts::Own => &WITH_SCRIPTS,
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, (**policy).clone());
    response
}
