//! Contact verification: Callout sends a code to a contact, and its owner enters the code.
//!
//! Must not generate a code, read a clock, or store anything. Only a code's digest is ever stored.

#[cfg(test)]
mod tests;

use super::{Contact, Responder};
use crate::ids::{ContactName, ResponderName, digest, hex};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// How long a code is valid: an email can take minutes, and the recipient enters the code right away.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How many wrong entries are allowed: five guesses at a million codes find nothing.
pub const MOST_TRIES: u8 = 5;
/// How long a verification lasts. Telephones and mailboxes change hands often enough to check again after this time.
pub const VERIFIED_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// The number of digits: as many as people remember between two screens.
const DIGITS: usize = 6;

/// A six-digit code sent to a contact. Its debug form hides the digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code for these random bytes. All codes are equally likely, to one part in ten million million.
    pub fn of_random(bytes: [u8; 8]) -> Self {
        Self(format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000))
    }

    /// Parses a code as typed. Ignores spaces and hyphens between the digits.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// A digest of a contact's channel and address. An edited address has another digest, and so is not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AddressDigest(pub String);

impl AddressDigest {
    /// The digest of all addresses that share a name, because each message goes to all of them. `None` if there is
    /// none.
    pub fn of(responder: &Responder, contact: &ContactName) -> Option<Self> {
        let named = |one: &&Contact| one.name() == *contact;
        let mut parts: Vec<String> =
            responder.contacts.iter().filter(named).map(|c| format!("{} {}", c.channel, c.address)).collect();
        parts.sort();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        (!parts.is_empty()).then(|| Self(hex(&digest(&[&["address"], &parts[..]].concat())[..16])))
    }
}

/// The verification state of one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The responder.
    pub responder: ResponderName,
    /// The responder's contact.
    pub contact: ContactName,
    /// The version for optimistic locking; 0 if never stored.
    pub version: u64,
    /// The last code sent that was not entered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<SentCode>,
    /// When a code was last entered, and for which address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// Random bytes in base64url.
    pub salt: String,
    /// HMAC-SHA256 of contact and code under the salt, in base64url.
    pub digest: String,
    /// The address it was sent to.
    pub address: AddressDigest,
    /// When it expires.
    pub expires_at: Timestamp,
    /// How many wrong entries were made.
    pub tries: u8,
}

/// A successful verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// When.
    pub at: Timestamp,
    /// The verified address.
    pub address: AddressDigest,
}

/// The result of entering a code. Store the verification it contains before showing it: an uncounted try is a try too
/// many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The code is right. The contact is verified.
    Right(Verification),
    /// The code is wrong. The number is how many tries are left.
    Wrong(Verification, u8),
    /// No code is accepted now.
    Refused(CodeRefusal),
}

/// Why no code is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    /// No code was sent.
    #[error("no code is waiting for an answer")]
    NotSent,
    /// The code has expired.
    #[error("the code was good until {}", .0.strftime("%H:%M UTC"))]
    Expired(Timestamp),
    /// The code was entered wrong too often.
    #[error("the code was said wrong {MOST_TRIES} times and works no more")]
    UsedUp,
    /// The code was sent to an address that the settings no longer contain.
    #[error("the address was changed since the code was sent")]
    OtherAddress,
}

/// How far a contact is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was never verified.
    Never,
    /// It was verified with another address.
    AddressChanged,
    /// It was verified longer than [`VERIFIED_FOR`] ago.
    LongAgo(Timestamp),
    /// It is verified.
    Verified(Timestamp),
}

impl Verification {
    /// The state of a contact that was never verified.
    pub fn unknown(responder: &ResponderName, contact: &ContactName) -> Self {
        let (responder, contact) = (responder.clone(), contact.clone());
        Self { responder, contact, version: 0, sent: None, verified: None }
    }

    /// The state after sending a code. The previous code no longer works; an earlier verification stays.
    pub fn with_code(mut self, code: &Code, salt: [u8; 16], address: AddressDigest, now: Timestamp) -> Self {
        let digest = URL_SAFE_NO_PAD.encode(self.mac(&salt, code).finalize().into_bytes());
        let expires_at = now.saturating_add(CODE_LIFE).unwrap_or(now);
        self.sent =
            Some(SentCode { salt: URL_SAFE_NO_PAD.encode(salt), digest, address, expires_at, tries: 0 });
        self.version += 1;
        self
    }

    /// Compares the entered code with the one sent, in constant time.
    pub fn answer(mut self, entered: &Code, address: &AddressDigest, now: Timestamp) -> Answer {
        let Some(sent) = self.sent.take() else { return Answer::Refused(CodeRefusal::NotSent) };
        if let Some(refusal) = sent.refusal(address, now) {
            return Answer::Refused(refusal);
        }
        self.version += 1;
        if self.is_right(&sent, entered) {
            self.verified = Some(Verified { at: now, address: sent.address });
            return Answer::Right(self);
        }
        let tries = sent.tries + 1;
        self.sent = Some(SentCode { tries, ..sent });
        Answer::Wrong(self, MOST_TRIES - tries)
    }

    /// How far a contact with this address is verified now.
    pub fn standing(&self, address: &AddressDigest, now: Timestamp) -> Standing {
        match &self.verified {
            None => Standing::Never,
            Some(verified) if verified.address != *address => Standing::AddressChanged,
            Some(verified) if now.duration_since(verified.at) > VERIFIED_FOR => {
                Standing::LongAgo(verified.at)
            }
            Some(verified) => Standing::Verified(verified.at),
        }
    }

    fn is_right(&self, sent: &SentCode, entered: &Code) -> bool {
        let read = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let (Some(salt), Some(digest)) = (read(&sent.salt), read(&sent.digest)) else { return false };
        self.mac(&salt, entered).verify_slice(&digest).is_ok()
    }

    fn mac(&self, salt: &[u8], code: &Code) -> Hmac<Sha256> {
        // HMAC accepts keys of any length, so this cannot fail. Even an empty salt would still distinguish codes.
        let mut mac = Hmac::<Sha256>::new_from_slice(salt).unwrap_or_else(|_| Hmac::new(&Default::default()));
        mac.update(&digest(&["code", self.responder.as_str(), self.contact.as_str(), code.as_str()]));
        mac
    }
}

impl SentCode {
    fn refusal(&self, address: &AddressDigest, now: Timestamp) -> Option<CodeRefusal> {
        if self.expires_at <= now {
            return Some(CodeRefusal::Expired(self.expires_at));
        }
        if self.tries >= MOST_TRIES {
            return Some(CodeRefusal::UsedUp);
        }
        (self.address != *address).then_some(CodeRefusal::OtherAddress)
    }
}
