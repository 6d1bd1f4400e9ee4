//! Reads the key and the body of a request.
//!
//! Knows no format, and does not check the key.

use crate::reply::Reply;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The key: the last part of the path, else a bearer token, else the Basic password (or user name).
pub(crate) fn key(in_path: Option<String>, headers: &HeaderMap) -> Option<String> {
    in_path.or_else(|| in_header(headers)).filter(|key| !key.trim().is_empty())
}

fn in_header(headers: &HeaderMap) -> Option<String> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    let rest = rest.trim();
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "token" => Some(rest.to_owned()),
        "basic" => {
            let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
            let (name, password) = pair.split_once(':')?;
            Some(if password.is_empty() { name.to_owned() } else { password.to_owned() })
        }
        _ => None,
    }
}

/// The body, if it is readable and not too large.
pub(crate) fn body(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, Reply> {
    let is_compressed = headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    match body {
        Ok(_) if is_compressed => Err(Reply::Compressed),
        Ok(body) => Ok(body),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Reply::PayloadTooLarge),
        Err(rejection) => Err(Reply::BadRequest(rejection.body_text())),
    }
}
