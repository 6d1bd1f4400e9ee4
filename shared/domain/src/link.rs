//! The signed token in a link: who may do what to which incident, until when.
//!
//! Layout, 36 bytes, base64url without padding (48 characters): version and action (1), key id (1), expiry in
//! hours since 2020 (3), incident (8), responder digest (6), level (1), HMAC-SHA256 cut to 128 bits (16; RFC 2104
//! section 5 allows cutting to half). No personal data is in it.

mod issued;
mod reply_code;

pub use reply_code::ReplyCode;

use crate::ids::{IncidentId, ResponderName, ScheduleName, digest, hex};
use crate::responder::verification::Code;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// The level in links of the fallback contact.
pub const FALLBACK_LEVEL: u8 = 255;
/// The level in links of this level of a policy and of every later one: it must fit one byte.
pub const HIGHEST_LEVEL: u8 = 254;

const VERSION: u8 = 1;
const BODY: usize = 20;
const TAG: usize = 16;
/// Hours are counted from 2020-01-01T00:00:00Z, so that three bytes last for centuries.
const EPOCH: i64 = 1_577_836_800;
/// How long a link in a message is valid. It also ends with its incident.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a console link is valid: one shift, because it opens every incident.
pub const CONSOLE_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// The console's path below the base of all links, without a leading slash.
pub fn console_path(keys: &LinkKeys, who: &ResponderName, now: Timestamp) -> String {
    let claim = without_incident(Action::Console, responder_digest(who), CONSOLE_LIFE, now);
    format!("c/{}", keys.sign(&Claim { incident: issued_at_place(now), ..claim }))
}

/// How long the link in a bundle is valid: as long as somebody takes to come to it.
pub const MINE_LIFE: SignedDuration = SignedDuration::from_hours(2);

/// How long a link in a mail signs in: a mail can take minutes, and whoever asked waits for it.
pub const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(15);

/// The path of a link in a mail that signs somebody in, below the console's base, without a leading slash.
pub fn sign_in_path(keys: &LinkKeys, who: &ResponderName, now: Timestamp) -> String {
    format!("s/{}", keys.sign(&without_incident(Action::SignIn, responder_digest(who), SIGN_IN_LIFE, now)))
}

/// The path of somebody's own incidents below the base of all links, without a leading slash. Bundles carry it: they go
/// over channels that others read, and so must not open the console.
pub fn mine_path(keys: &LinkKeys, who: &ResponderName, now: Timestamp) -> String {
    format!("m/{}", keys.sign(&without_incident(Action::Mine, responder_digest(who), MINE_LIFE, now)))
}

/// The path of the link with which somebody takes a shift that they are asked for, or does not, below the console's base, without a
/// leading slash. It names the request, which ends in time; for an hour longer it says how.
pub fn shift_path(
    keys: &LinkKeys,
    who: &ResponderName,
    request: &IncidentId,
    (now, until): (Timestamp, Timestamp),
) -> String {
    let life = now.duration_until(until).saturating_add(SignedDuration::from_hours(1));
    let claim = without_incident(Action::Shift, responder_digest(who), life, now);
    format!("shift/{}", keys.sign(&Claim { incident: request.clone(), ..claim }))
}

/// How long a calendar link is valid. Long, because it is subscribed to once and shows only names and hours; it ends
/// earlier when its holder leaves the settings.
pub const CALENDAR_LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Whose shifts a calendar shows, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar<'a> {
    /// One person's, to that person.
    Responder(&'a ResponderName),
    /// Everybody's on a schedule, to one person.
    Schedule(&'a ScheduleName, &'a ResponderName),
}

/// The path of a calendar below the base of all links, without a leading slash.
pub fn calendar_path(keys: &LinkKeys, calendar: Calendar<'_>, now: Timestamp) -> String {
    let (action, holder) = match calendar {
        Calendar::Responder(holder) => (Action::Calendar, holder),
        Calendar::Schedule(_, holder) => (Action::ScheduleCalendar, holder),
    };
    let mut claim = without_incident(action, responder_digest(holder), CALENDAR_LIFE, now);
    if let Calendar::Schedule(schedule, _) = calendar {
        claim.incident = schedule_mark(schedule);
    }
    format!("cal/{}.ics", keys.sign(&claim))
}

/// The digest by which a token names a schedule, where other tokens name an incident.
pub fn schedule_mark(name: &ScheduleName) -> IncidentId {
    let digest = digest(&["schedule", name.as_str()]);
    IncidentId::from_bytes(std::array::from_fn(|nth| digest[nth]))
}

/// What stands in the place of an incident in what signs in: the nanosecond, so that it also tells sessions of one person apart.
fn issued_at_place(at: Timestamp) -> IncidentId {
    IncidentId::from_bytes(i64::try_from(at.as_nanosecond()).unwrap_or(0).to_be_bytes())
}

/// What a link allows that is about no single incident.
fn without_incident(action: Action, subject: [u8; 6], life: SignedDuration, now: Timestamp) -> Claim {
    let (incident, expires_at) = (IncidentId::from_bytes([0; 8]), now.saturating_add(life).unwrap_or(now));
    Claim { action, incident, responder: subject, level: 0, expires_at }
}

/// What a link allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Acknowledge one incident.
    Acknowledge,
    /// Sign in to the console.
    Console,
    /// Read one person's shifts.
    Calendar,
    /// Read everybody's shifts on one schedule.
    ScheduleCalendar,
    /// See and acknowledge the open incidents that one person was paged for.
    Mine,
    /// Be signed in to the console: the content of its cookie, and of no address.
    Session,
    /// Become signed in, by a link in a mail. It expires to the second.
    SignIn,
    /// Take a shift, or not, that one person is asked for.
    Shift,
}

/// The content of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it allows.
    pub action: Action,
    /// The incident, or the mark of a calendar's schedule, or of a request for a shift. Its place holds the second in which a link in
    /// a mail expires that signs in, and when a link of `callout console` or a session was issued. Else all zeros.
    pub incident: IncidentId,
    /// The digest of the responder. The settings map it to the name.
    pub responder: [u8; 6],
    /// The level at which the responder was paged, from 0; [`FALLBACK_LEVEL`] for the fallback contact.
    pub level: u8,
    /// When it expires, rounded up to the hour unless it signs in.
    pub expires_at: Timestamp,
}

/// Keys that sign and verify: the newest signs, all of them verify.
#[derive(Clone)]
pub struct LinkKeys {
    keys: Vec<Vec<u8>>,
}

/// Why a token is refused. Pages never reveal which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It was not signed with these keys, or was changed.
    #[error("not a link of ours")]
    Forged,
    /// It has the shape of ours and has not expired, but names a key that these are not: perhaps one made since.
    #[error("signed with no key that we know")]
    UnknownKey,
    /// It has expired.
    #[error("the link expired at {0}")]
    Expired(Timestamp),
}

impl std::fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkKeys({})", self.keys.len())
    }
}

impl LinkKeys {
    /// Keys, newest first. `None` if there are none.
    pub fn new(keys: Vec<Vec<u8>>) -> Option<Self> {
        (!keys.is_empty() && keys.iter().all(|key| key.len() >= 32)).then_some(Self { keys })
    }

    /// Signs a claim with the newest key.
    pub fn sign(&self, claim: &Claim) -> String {
        let key = &self.keys[0];
        let mut token = encode(claim, key_id(key)).to_vec();
        token.extend_from_slice(&mac(key, &token).finalize().into_bytes()[..TAG]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The mark of a mail address, by which whoever knows no addresses names one, with each key: the newest first.
    pub fn address_marks(&self, address: &str) -> impl Iterator<Item = String> {
        let mark = |key: &Vec<u8>| {
            hex(&mac(key, format!("sign-in {address}").as_bytes()).finalize().into_bytes()[..TAG])
        };
        self.keys.iter().map(mark).collect::<Vec<_>>().into_iter()
    }

    /// The code of six digits that stands for a text, with each key: the newest first.
    pub(crate) fn codes(&self, text: &str) -> impl Iterator<Item = Code> {
        let code = |key: &Vec<u8>| {
            let mac = mac(key, text.as_bytes()).finalize().into_bytes();
            Code::of_random(std::array::from_fn(|nth| mac[nth]))
        };
        self.keys.iter().map(code).collect::<Vec<_>>().into_iter()
    }

    /// Verifies a token in constant time.
    ///
    /// # Errors
    /// Returns why it is refused: no key signed it, or it has expired.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claim, LinkError> {
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| LinkError::Forged)?;
        let (body, tag) = bytes.split_at_checked(BODY).ok_or(LinkError::Forged)?;
        let body: &[u8; BODY] = body.try_into().map_err(|_| LinkError::Forged)?;
        let claim = decode(body).filter(|_| tag.len() == TAG).ok_or(LinkError::Forged)?;
        let is_over = claim.expires_at <= now;
        let mut candidates = self.keys.iter().filter(|key| key_id(key) == body[1]).peekable();
        if candidates.peek().is_none() && !is_over {
            return Err(LinkError::UnknownKey);
        }
        match candidates.any(|key| mac(key, body).verify_truncated_left(tag).is_ok()) {
            true if is_over => Err(LinkError::Expired(claim.expires_at)),
            true => Ok(claim),
            false => Err(LinkError::Forged),
        }
    }
}

/// The digest by which a token names a responder.
pub fn responder_digest(name: &ResponderName) -> [u8; 6] {
    let digest = digest(&["responder", name.as_str()]);
    [digest[0], digest[1], digest[2], digest[3], digest[4], digest[5]]
}

fn key_id(key: &[u8]) -> u8 {
    use sha2::Digest as _;
    Sha256::digest(key)[0]
}

fn mac(key: &[u8], body: &[u8]) -> Hmac<Sha256> {
    // HMAC accepts keys of any length, so this cannot fail. An empty key would only make every token invalid.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(body);
    mac
}

fn encode(claim: &Claim, key_id: u8) -> [u8; BODY] {
    let mut body = [0; BODY];
    let action = match claim.action {
        Action::Acknowledge => 1,
        Action::Console => 2,
        Action::Calendar => 3,
        Action::ScheduleCalendar => 4,
        Action::Mine => 5,
        Action::Session => 6,
        Action::SignIn => 7,
        Action::Shift => 8,
    };
    body[0] = VERSION << 4 | action;
    body[1] = key_id;
    // Never less than was said.
    let hours = ((claim.expires_at.as_second() - EPOCH).max(0) + 3599) / 3600;
    let hours = u32::try_from(hours).unwrap_or(u32::MAX).min(0x00ff_ffff);
    body[2..5].copy_from_slice(&hours.to_be_bytes()[1..]);
    let place = match claim.action {
        Action::SignIn => claim.expires_at.as_second().to_be_bytes(),
        _ => claim.incident.to_bytes().unwrap_or_default(),
    };
    body[5..13].copy_from_slice(&place);
    body[13..19].copy_from_slice(&claim.responder);
    body[19] = claim.level;
    body
}

fn decode(body: &[u8; BODY]) -> Option<Claim> {
    let action = match body[0] {
        0x11 => Action::Acknowledge,
        0x12 => Action::Console,
        0x13 => Action::Calendar,
        0x14 => Action::ScheduleCalendar,
        0x15 => Action::Mine,
        0x16 => Action::Session,
        0x17 => Action::SignIn,
        0x18 => Action::Shift,
        _ => return None,
    };
    let hours = u32::from_be_bytes([0, body[2], body[3], body[4]]);
    let place: [u8; 8] = body[5..13].try_into().ok()?;
    let (incident, second) = match action {
        Action::SignIn => ([0; 8], i64::from_be_bytes(place)),
        _ => (place, EPOCH + i64::from(hours) * 3600),
    };
    Some(Claim {
        action,
        incident: IncidentId::from_bytes(incident),
        responder: body[13..19].try_into().ok()?,
        level: body[19],
        expires_at: Timestamp::from_second(second).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AlertKey;
    use proptest::prelude::*;

    fn keys(seed: &[u8]) -> LinkKeys {
        LinkKeys::new(seed.iter().map(|&byte| vec![byte; 64]).collect()).unwrap()
    }

    fn claim() -> Claim {
        Claim {
            action: Action::Acknowledge,
            incident: IncidentId::derive(&AlertKey::derive("cloudwatch", "a"), "1"),
            responder: responder_digest(&"ana".into()),
            level: 0,
            expires_at: "2026-11-29T03:00:00Z".parse().unwrap(),
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T03:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_link_says_what_was_signed() {
        let token = keys(b"a").sign(&claim());
        assert_eq!(token.len(), 48);
        assert_eq!(keys(b"a").verify(&token, now()), Ok(claim()));
    }

    #[test]
    fn a_link_survives_the_rotation_of_its_key_once() {
        let token = keys(b"a").sign(&claim());
        assert_eq!(keys(b"ba").verify(&token, now()), Ok(claim()));
        assert_eq!(keys(b"cb").verify(&token, now()), Err(LinkError::UnknownKey));
    }

    /// Whoever asks for the keys again pays for each such answer.
    #[test]
    fn only_a_link_that_may_be_signed_with_a_new_key_asks_for_it() {
        let token = keys(b"a").sign(&claim());
        let verify = |token: &str, at| keys(b"b").verify(token, at).unwrap_err();
        assert_eq!(verify(&token, now()), LinkError::UnknownKey);
        assert_eq!(verify(&token, claim().expires_at), LinkError::Forged);
        for shorter in 0..token.len() {
            assert_eq!(verify(&token[..shorter], now()), LinkError::Forged);
        }
        assert_eq!(verify(&token.replacen('E', "I", 1), now()), LinkError::Forged, "another version");
    }

    #[test]
    fn a_link_ends() {
        let token = keys(b"a").sign(&claim());
        assert!(matches!(keys(b"a").verify(&token, claim().expires_at), Err(LinkError::Expired(_))));
    }

    proptest! {
        #[test]
        fn any_changed_bit_is_refused(at in 0usize..36 * 8) {
            let mut bytes = URL_SAFE_NO_PAD.decode(keys(b"a").sign(&claim())).unwrap();
            bytes[at / 8] ^= 1 << (at % 8);
            let forged = URL_SAFE_NO_PAD.encode(bytes);
            let refused = keys(b"a").verify(&forged, now()).unwrap_err();
            prop_assert!(matches!(refused, LinkError::Forged | LinkError::UnknownKey));
        }

        #[test]
        fn no_text_breaks_the_reader(token in ".{0,80}") {
            prop_assert!(keys(b"a").verify(&token, now()).is_err());
        }
    }
}
