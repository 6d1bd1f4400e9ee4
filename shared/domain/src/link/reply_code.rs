//! The code that a text message carries and its reply must repeat: a sender's number can be forged, what was sent to it
//! cannot be read.
//!
//! Proves nothing beyond one incident and one responder.

use super::{LinkKeys, mac, responder_digest};
use crate::ids::{IncidentId, ResponderName};
use hmac::Mac as _;
use std::fmt;

/// No vowels, so that no word comes out; no `l`, which looks like a `1`.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
/// How many letters: 160,000 codes. Whoever guesses has as many texts as the incident lasts.
const LENGTH: usize = 4;

/// A code, in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyCode([u8; LENGTH]);

impl ReplyCode {
    /// The code that a word of a reply is, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        let letters: [u8; LENGTH] = word.as_bytes().try_into().ok()?;
        letters.iter().all(|letter| LETTERS.contains(letter)).then_some(Self(letters))
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

impl LinkKeys {
    /// The code of texts to a responder about an incident.
    pub fn reply_code(&self, incident: &IncidentId, responder: &ResponderName) -> ReplyCode {
        code(&self.keys[0], incident, responder)
    }

    /// Whether a code was in such a text, signed with any of the keys.
    pub fn is_reply_code(&self, code: ReplyCode, incident: &IncidentId, responder: &ResponderName) -> bool {
        self.keys.iter().any(|key| self::code(key, incident, responder) == code)
    }
}

fn code(key: &[u8], incident: &IncidentId, responder: &ResponderName) -> ReplyCode {
    let mut signed = b"reply".to_vec();
    signed.extend(incident.to_bytes().unwrap_or_default());
    signed.extend(responder_digest(responder));
    let mac = mac(key, &signed).finalize().into_bytes();
    // Two bytes for each letter: no letter is noticeably more frequent than another.
    let letter = |nth: usize| {
        let number = usize::from(u16::from_be_bytes([mac[2 * nth], mac[2 * nth + 1]]));
        LETTERS[number % LETTERS.len()]
    };
    ReplyCode(std::array::from_fn(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(seed: &[u8]) -> LinkKeys {
        LinkKeys::new(seed.iter().map(|&byte| vec![byte; 64]).collect()).unwrap()
    }

    #[test]
    fn a_code_is_of_one_incident_and_one_responder_and_survives_the_rotation_of_its_key_once() {
        let (incident, other) = (IncidentId::from_bytes([1; 8]), IncidentId::from_bytes([2; 8]));
        let (ana, ben) = ("ana".into(), "ben".into());
        let code = keys(b"a").reply_code(&incident, &ana);
        assert_eq!(ReplyCode::parse(&code.to_string()), Some(code));
        assert!(keys(b"ba").is_reply_code(code, &incident, &ana));
        assert!(!keys(b"cb").is_reply_code(code, &incident, &ana));
        assert!(!keys(b"a").is_reply_code(code, &other, &ana));
        assert!(!keys(b"a").is_reply_code(code, &incident, &ben));
    }

    #[test]
    fn no_word_that_people_answer_with_is_a_code() {
        for word in ["help", "stop", "ackn", "yes", "okay", "kfq", "kfqzz", "KFQZ", "1234", "äöü"] {
            assert_eq!(ReplyCode::parse(word), None, "{word}");
        }
    }
}
