//! Reads the key and the body of a request.
//!
//! Knows no format, and does not check the key.

use crate::reply::Reply;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callout_formats::packed::{Packing, Unpackable, unpack};
use callout_formats::tools::pagerduty::MAX_BODY;

/// How every gzip file begins.
const GZIP: &[u8] = &[0x1F, 0x8B];

/// The key: the last part of the path, else a bearer token, else the Basic password (or user name).
pub(crate) fn key(in_path: Option<String>, headers: &HeaderMap) -> Option<String> {
    in_path.or_else(|| in_header(headers)).filter(|key| !key.trim().is_empty())
}

fn in_header(headers: &HeaderMap) -> Option<String> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    let rest = rest.trim();
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "token" | "geniekey" => Some(rest.to_owned()),
        "basic" => {
            let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
            let (name, password) = pair.split_once(':')?;
            Some(if password.is_empty() { name.to_owned() } else { password.to_owned() })
        }
        _ => None,
    }
}

/// A body as it was sent, perhaps packed.
#[derive(Debug)]
pub(crate) struct Sent {
    bytes: Bytes,
    packing: Option<Packing>,
}

/// The body, if it is not too large and packed in no strange way.
pub(crate) fn body(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Sent, Reply> {
    match body {
        Ok(bytes) => Ok(Sent { packing: packing(headers, &bytes)?, bytes }),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Reply::PayloadTooLarge),
        Err(rejection) => Err(Reply::BadRequest(rejection.body_text())),
    }
}

/// Some senders pack and do not say so.
fn packing(headers: &HeaderMap, bytes: &[u8]) -> Result<Option<Packing>, Reply> {
    let coding = headers.get(header::CONTENT_ENCODING).map(|coding| coding.to_str().unwrap_or_default());
    match coding.map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "identity") => Ok(bytes.starts_with(GZIP).then_some(Packing::Gzip)),
        Some("gzip" | "x-gzip") => Ok(Some(Packing::Gzip)),
        Some("deflate") => Ok(Some(Packing::Zlib)),
        Some(_) => Err(Reply::Compressed),
    }
}

impl Sent {
    /// Its content. Call it once the key is known: unpacking is work.
    pub(crate) fn unpacked(self) -> Result<Bytes, Reply> {
        let Some(packing) = self.packing else { return Ok(self.bytes) };
        unpack(&self.bytes, packing, MAX_BODY).map(Bytes::from).map_err(|why| match why {
            Unpackable::TooLarge => Reply::PayloadTooLarge,
            Unpackable::Broken => {
                Reply::BadRequest("the body cannot be unpacked: send it as it is".to_owned())
            }
        })
    }

    /// Its content, if it is not packed.
    pub(crate) fn plain(self) -> Result<Bytes, Reply> {
        if self.packing.is_some() { Err(Reply::Compressed) } else { Ok(self.bytes) }
    }
}
