//! Signatures of what receivers of webhooks get: `v1=` and the HMAC-SHA256 in hexadecimal, one for each key, as in `PagerDuty`.

use crate::ids::hex;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The scheme of the signatures.
const VERSION: &str = "v1=";

/// The bytes that are signed: the time in seconds since 1970, a dot and the body, so that an old request cannot be sent again later.
pub fn signed_bytes(seconds: i64, body: &str) -> Vec<u8> {
    format!("{seconds}.{body}").into_bytes()
}

/// The header's value: a signature for each secret.
pub fn sign(secrets: &[&str], bytes: &[u8]) -> String {
    let one = |secret: &&str| {
        mac(secret, bytes).map(|mac| format!("{VERSION}{}", hex(&mac.finalize().into_bytes())))
    };
    secrets.iter().filter_map(one).collect::<Vec<_>>().join(",")
}

/// Whether any signature of a header is by this secret, in constant time.
pub fn verify(header: &str, secret: &str, bytes: &[u8]) -> bool {
    let is_it = |signature: &str| {
        let tag = signature.trim().strip_prefix(VERSION).and_then(read_hex);
        tag.zip(mac(secret, bytes)).is_some_and(|(tag, mac)| mac.verify_slice(&tag).is_ok())
    };
    header.split(',').any(is_it)
}

/// `None` never comes: HMAC takes keys of any length.
fn mac(secret: &str, bytes: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(bytes);
    Some(mac)
}

fn read_hex(text: &str) -> Option<Vec<u8>> {
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    is_hex.then(|| pairs.collect())?
}
